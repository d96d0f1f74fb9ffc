/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-recipient.h"

InvitesRecipient *
test_recipient_new (const char *name,
                    const char *address,
                    const char *division,
                    ...)
{
  InvitesRecipient *recipient = g_new0 (InvitesRecipient, 1);
  const char *number;
  va_list pairs;

  recipient->contact = g_strdup ("c1");
  recipient->name = g_strdup (name);
  recipient->address = g_strdup (address);
  recipient->division = g_new0 (InvitesDivision, 1);
  recipient->division->id = g_strdup ("d1");
  recipient->division->name = g_strdup (division);
  recipient->division->email_from = g_strdup ("office@example.com");
  recipient->division->time_zone = g_strdup ("UTC");
  recipient->accounts = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_account_name_free);
  va_start (pairs, division);
  while ((number = va_arg (pairs, const char *)) != NULL)
    g_ptr_array_add (recipient->accounts,
                     invites_account_name_new (number,
                                               va_arg (pairs, const char *)));
  va_end (pairs);
  return recipient;
}
