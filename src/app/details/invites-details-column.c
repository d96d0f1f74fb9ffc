/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-details-column.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-line-text.h"
#include "app/widgets/invites-reply-text.h"

#define UNKNOWN "–"

static const InvitesDetailsColumn contact_columns[] = {
  INVITES_DETAILS_EMAIL,       INVITES_DETAILS_CONTACT,
  INVITES_DETAILS_ACCOUNT,     INVITES_DETAILS_STATUS,
  INVITES_DETAILS_INVITE_SENT, INVITES_DETAILS_LOGIN,
  INVITES_DETAILS_AUTO_PAY,
};

static const InvitesDetailsColumn entry_columns[] = {
  INVITES_DETAILS_EMAIL,   INVITES_DETAILS_CONTACT, INVITES_DETAILS_ACCOUNT,
  INVITES_DETAILS_STATUS,  INVITES_DETAILS_CHANGED, INVITES_DETAILS_REPLY,
  INVITES_DETAILS_ACCEPTED,
};

/* The style says how wide the longest usual text is. */
static const struct
{
  const char *title;
  const char *sort_name;
  const char *style;
} columns[INVITES_N_DETAILS_COLUMNS] = {
  [INVITES_DETAILS_EMAIL] = { N_("Email"), "email", "wide" },
  [INVITES_DETAILS_CONTACT] = { N_("Contact"), "name", "name" },
  [INVITES_DETAILS_ACCOUNT]
  = { N_("Account / Name"), "account_number", "wide" },
  [INVITES_DETAILS_STATUS] = { N_("Portal Invite Status"), "status", "status" },
  [INVITES_DETAILS_INVITE_SENT]
  = { N_("Last Invite Sent"), "last_invite_sent", "time" },
  [INVITES_DETAILS_LOGIN] = { N_("Last Login"), "last_login", "time" },
  [INVITES_DETAILS_AUTO_PAY] = { N_("Has Auto Pay"), "auto_pay", "flag" },
  [INVITES_DETAILS_CHANGED] = { N_("Changed"), "changed_at", "time" },
  [INVITES_DETAILS_REPLY]
  = { N_("Mail System’s Answer"), "reply_text", "answer" },
  [INVITES_DETAILS_ACCEPTED] = { N_("Accepted"), "accepted", "flag" },
};

static char *
dup_known (const char *text)
{
  return g_strdup (text != NULL && *text != '\0' ? text : UNKNOWN);
}

static char *
dup_account (const char *number,
             const char *name)
{
  if (number == NULL || *number == '\0')
    return dup_known (name);
  if (name == NULL || *name == '\0')
    return g_strdup (number);

  return invites_line_text_dup_account (number, name);
}

static char *
dup_flag (InvitesFlag flag)
{
  switch (flag)
    {
    case INVITES_FLAG_YES:
      return g_strdup (_("Yes"));

    case INVITES_FLAG_NO:
      return g_strdup (_("No"));

    case INVITES_FLAG_UNKNOWN:
    default:
      return g_strdup (UNKNOWN);
    }
}

/* "Next try 24 Nov 2025, 14:43, tried 3 times" */
static char *
dup_next_try (const InvitesEntry *entry,
              GTimeZone          *time_zone)
{
  g_autofree char *time = invites_format_time (entry->next_attempt_at,
                                               time_zone);
  g_autofree char *attempts = invites_format_attempts (entry->attempts);

  /* Translators: a time, and "tried 3 times". */
  return g_strdup_printf (_("Next try %s, %s"), time, attempts);
}

static char *
dup_entry_status (const InvitesEntry *entry,
                  GTimeZone          *time_zone)
{
  if (entry->state == INVITES_DELIVERY_NONE)
    return g_strdup (invites_outcome_title (entry->outcome));
  if (entry->state == INVITES_DELIVERY_SKIPPED)
    return g_strdup (invites_skip_title (entry->skipped));
  if (entry->state == INVITES_DELIVERY_DEFERRED
      && entry->next_attempt_at != INVITES_TIME_NONE)
    return dup_next_try (entry, time_zone);

  return g_strdup (invites_delivery_state_title (entry->state));
}

static char *
dup_reply (const InvitesEntry *entry)
{
  char *text = invites_reply_text_dup (entry->reply_code, entry->reply_status,
                                       entry->reply_text);

  return text != NULL ? text : g_strdup (UNKNOWN);
}

static char *
dup_contact_text (InvitesDetailsColumn  column,
                  const InvitesContact *contact,
                  GTimeZone            *time_zone)
{
  switch ((int) column)
    {
    case INVITES_DETAILS_EMAIL:
      return dup_known (contact->email);

    case INVITES_DETAILS_CONTACT:
      return dup_known (contact->name);

    case INVITES_DETAILS_ACCOUNT:
      return dup_account (contact->account_number, contact->account_name);

    case INVITES_DETAILS_STATUS:
      return g_strdup (invites_details_contact_status (contact));

    case INVITES_DETAILS_INVITE_SENT:
      return invites_format_time (contact->last_invite_sent, time_zone);

    case INVITES_DETAILS_LOGIN:
      return invites_format_time (contact->last_login, time_zone);

    case INVITES_DETAILS_AUTO_PAY:
      return dup_flag (contact->auto_pay);

    default:
      return g_strdup (UNKNOWN);
    }
}

static char *
dup_entry_text (InvitesDetailsColumn  column,
                const InvitesEntry   *entry,
                GTimeZone            *time_zone)
{
  switch ((int) column)
    {
    case INVITES_DETAILS_EMAIL:
      return dup_known (entry->email);

    case INVITES_DETAILS_CONTACT:
      return dup_known (entry->name);

    case INVITES_DETAILS_ACCOUNT:
      return dup_account (entry->account_number, entry->account_name);

    case INVITES_DETAILS_STATUS:
      return dup_entry_status (entry, time_zone);

    case INVITES_DETAILS_CHANGED:
      return invites_format_time (entry->changed_at, time_zone);

    case INVITES_DETAILS_REPLY:
      return dup_reply (entry);

    case INVITES_DETAILS_ACCEPTED:
      return g_strdup (entry->accepted ? _("Yes") : _("No"));

    default:
      return g_strdup (UNKNOWN);
    }
}

static const char *
entry_icon (const InvitesEntry *entry)
{
  switch ((int) entry->state)
    {
    case INVITES_DELIVERY_QUEUED:
    case INVITES_DELIVERY_DEFERRED:
      return "alarm-symbolic";

    case INVITES_DELIVERY_SENDING:
      return "mail-send-symbolic";

    case INVITES_DELIVERY_SENT:
      return entry->accepted ? "object-select-symbolic"
                             : "mail-unread-symbolic";

    case INVITES_DELIVERY_REFUSED:
    case INVITES_DELIVERY_BOUNCED:
      return "dialog-warning-symbolic";

    case INVITES_DELIVERY_UNKNOWN:
      return "dialog-question-symbolic";

    case INVITES_DELIVERY_CANCELLED:
    case INVITES_DELIVERY_SKIPPED:
      return "action-unavailable-symbolic";

    default:
      break;
    }

  switch ((int) entry->outcome)
    {
    case INVITES_OUTCOME_ACCEPTED:
      return "object-select-symbolic";

    case INVITES_OUTCOME_ALREADY_INVITED:
    case INVITES_OUTCOME_TOO_RECENT:
      return "mail-unread-symbolic";

    case INVITES_OUTCOME_WILL_BE_SENT:
    case INVITES_OUTCOME_MERGED:
      return "mail-send-symbolic";

    case INVITES_OUTCOME_LEFT_OUT:
      return "action-unavailable-symbolic";

    default:
      return "dialog-warning-symbolic";
    }
}

static const char *
contact_icon (const InvitesContact *contact)
{
  switch (contact->status)
    {
    case INVITES_GROUP_ACCEPTED:
      return "object-select-symbolic";

    case INVITES_GROUP_PENDING:
      return contact->expired ? "appointment-missed-symbolic"
                              : "mail-unread-symbolic";

    case INVITES_GROUP_CANNOT_BE_INVITED:
      return "dialog-warning-symbolic";

    case INVITES_GROUP_NOT_SENT:
    default:
      return "mail-send-symbolic";
    }
}

/**
 * invites_details_columns_for:
 * @kind: which list
 * @n_columns: (out): how many columns it has
 *
 * Returns: (transfer none) (array length=n_columns): the columns of that list
 */
const InvitesDetailsColumn *
invites_details_columns_for (InvitesQueryKind  kind,
                             guint            *n_columns)
{
  g_return_val_if_fail (n_columns != NULL, NULL);

  if (kind == INVITES_QUERY_CONTACTS)
    {
      *n_columns = G_N_ELEMENTS (contact_columns);
      return contact_columns;
    }

  *n_columns = G_N_ELEMENTS (entry_columns);
  return entry_columns;
}

/**
 * invites_details_column_title:
 * @column: a column
 *
 * Returns: (transfer none): its header
 */
const char *
invites_details_column_title (InvitesDetailsColumn column)
{
  g_return_val_if_fail (column < INVITES_N_DETAILS_COLUMNS, NULL);

  return _(columns[column].title);
}

/**
 * invites_details_column_sort_name:
 * @column: a column
 * @kind: which list
 *
 * Returns: (transfer none): the field that the service sorts by
 */
const char *
invites_details_column_sort_name (InvitesDetailsColumn column,
                                  InvitesQueryKind     kind)
{
  g_return_val_if_fail (column < INVITES_N_DETAILS_COLUMNS, NULL);

  if (column == INVITES_DETAILS_STATUS && kind != INVITES_QUERY_CONTACTS)
    return "outcome";

  return columns[column].sort_name;
}

/**
 * invites_details_column_name:
 * @column: a column
 *
 * Returns: (transfer none): what it is called in the style sheet
 */
const char *
invites_details_column_name (InvitesDetailsColumn column)
{
  g_return_val_if_fail (column < INVITES_N_DETAILS_COLUMNS, NULL);

  return columns[column].sort_name;
}

/**
 * invites_details_column_style:
 * @column: a column
 *
 * Returns: (transfer none): the style class of its cells, which says how wide
 *   they are at least
 */
const char *
invites_details_column_style (InvitesDetailsColumn column)
{
  g_return_val_if_fail (column < INVITES_N_DETAILS_COLUMNS, NULL);

  return columns[column].style;
}

/**
 * invites_details_column_dup_text:
 * @column: a column
 * @row: a row
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Returns: (transfer full) (nullable): what the cell says; a dash when it is
 *   not known; %NULL while the row has not arrived
 */
char *
invites_details_column_dup_text (InvitesDetailsColumn  column,
                                 InvitesRow           *row,
                                 GTimeZone            *time_zone)
{
  const InvitesContact *contact;
  const InvitesEntry *entry;

  g_return_val_if_fail (column < INVITES_N_DETAILS_COLUMNS, NULL);
  g_return_val_if_fail (INVITES_IS_ROW (row), NULL);

  if ((contact = invites_row_get_contact (row)) != NULL)
    return dup_contact_text (column, contact, time_zone);
  if ((entry = invites_row_get_entry (row)) != NULL)
    return dup_entry_text (column, entry, time_zone);
  if (invites_row_get_state (row) == INVITES_ROW_FAILED
      && column == INVITES_DETAILS_EMAIL)
    return g_strdup (_("Could not load"));

  return NULL;
}

/**
 * invites_details_contact_status:
 * @contact: a contact
 *
 * Returns: (transfer none): "Pending, link expired" and the like
 */
const char *
invites_details_contact_status (const InvitesContact *contact)
{
  g_return_val_if_fail (contact != NULL, NULL);

  switch (contact->status)
    {
    case INVITES_GROUP_ACCEPTED:
      return _("Accepted");

    case INVITES_GROUP_PENDING:
      return contact->expired ? _("Pending, link expired") : _("Pending");

    case INVITES_GROUP_CANNOT_BE_INVITED:
      return invites_reason_title (contact->reason);

    case INVITES_GROUP_NOT_SENT:
    default:
      return _("Not sent");
    }
}

/**
 * invites_details_column_dup_hint:
 * @column: a column
 * @row: a row
 *
 * Returns: (transfer full) (nullable): what else is known: of a ledger's
 *   status the mail system's answer with its code
 */
char *
invites_details_column_dup_hint (InvitesDetailsColumn  column,
                                 InvitesRow           *row)
{
  const InvitesEntry *entry;

  g_return_val_if_fail (INVITES_IS_ROW (row), NULL);

  entry = invites_row_get_entry (row);
  if (entry == NULL)
    return NULL;
  if (column != INVITES_DETAILS_STATUS && column != INVITES_DETAILS_REPLY)
    return NULL;

  return invites_reply_text_dup_words (entry->reply_code, entry->reply_status,
                                       entry->reply_text);
}

/**
 * invites_details_status_icon:
 * @row: a row
 *
 * Returns: (transfer none) (nullable): the icon that goes with its status
 */
const char *
invites_details_status_icon (InvitesRow *row)
{
  const InvitesContact *contact;
  const InvitesEntry *entry;

  g_return_val_if_fail (INVITES_IS_ROW (row), NULL);

  if ((contact = invites_row_get_contact (row)) != NULL)
    return contact_icon (contact);
  if ((entry = invites_row_get_entry (row)) != NULL)
    return entry_icon (entry);

  return NULL;
}

/**
 * invites_details_status_style:
 * @row: a row
 *
 * Returns: (transfer none) (nullable): the style class that repeats in colour
 *   what the words of the status say
 */
const char *
invites_details_status_style (InvitesRow *row)
{
  const char *icon = invites_details_status_icon (row);

  if (g_strcmp0 (icon, "object-select-symbolic") == 0)
    return "success";
  if (g_strcmp0 (icon, "dialog-warning-symbolic") == 0
      || g_strcmp0 (icon, "dialog-question-symbolic") == 0)
    return "warning";

  return NULL;
}
