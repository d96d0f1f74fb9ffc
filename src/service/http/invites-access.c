/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-access-private.h"

#include <string.h>

#include "service/store/invites-sender-rule.h"

/**
 * invites_access_new:
 * @store: the calling thread's store
 * @index: what answers for the store where it can
 * @principal: (transfer full): who asks
 *
 * Makes the view that one user has of the data.
 *
 * Returns: (transfer full): the view
 */
InvitesAccess *
invites_access_new (InvitesStore     *store,
                    InvitesIndex     *index,
                    InvitesPrincipal *principal)
{
  InvitesAccess *self;

  g_return_val_if_fail (INVITES_IS_STORE (store), NULL);
  g_return_val_if_fail (principal != NULL, NULL);

  self = g_new0 (InvitesAccess, 1);
  self->store = g_object_ref (store);
  self->index = index;
  self->principal = principal;
  return self;
}

/**
 * invites_access_free:
 * @self: (transfer full) (nullable): a view
 *
 * Frees a view.
 */
void
invites_access_free (InvitesAccess *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->store);
  invites_principal_free (self->principal);
  g_free (self);
}

/**
 * invites_access_get_principal:
 * @self: a view
 *
 * Returns: (transfer none): who asks
 */
const InvitesPrincipal *
invites_access_get_principal (InvitesAccess *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->principal;
}

static gboolean
require (gboolean  permitted,
         GError  **error)
{
  if (!permitted)
    g_set_error_literal (error, INVITES_ERROR,
                         INVITES_ERROR_PERMISSION_REQUIRED,
                         "Your user does not have the permission for this");
  return permitted;
}

/**
 * invites_access_may_read:
 * @self: a view
 * @error: %INVITES_ERROR_PERMISSION_REQUIRED
 *
 * Returns: whether the user has permission 390 or 391
 */
gboolean
invites_access_may_read (InvitesAccess *self,
                         GError       **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return require (self->principal->may_send || self->principal->may_review,
                  error);
}

/**
 * invites_access_may_send:
 * @self: a view
 * @error: %INVITES_ERROR_PERMISSION_REQUIRED
 *
 * Returns: whether the user has permission 390
 */
gboolean
invites_access_may_send (InvitesAccess *self,
                         GError       **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return require (self->principal->may_send, error);
}

/**
 * invites_access_check_division:
 * @self: a view
 * @division: an id
 * @error: %INVITES_ERROR_NOT_FOUND
 *
 * Returns: whether @division is one of the user's
 */
gboolean
invites_access_check_division (InvitesAccess *self,
                               const char    *division,
                               GError       **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (division != NULL, FALSE);

  if (g_strv_contains ((const char *const *) self->principal->divisions,
                       division))
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_NOT_FOUND, "division",
                           "There is no such division");
  return FALSE;
}

/**
 * invites_access_get_choices:
 * @self: a view
 * @error: an error
 *
 * Returns: (transfer full): what occurs in the user's divisions
 */
InvitesChoices *
invites_access_get_choices (InvitesAccess *self,
                            GError       **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (!invites_access_may_read (self, error))
    return NULL;

  return invites_store_get_choices (self->store, self->principal, error);
}

/**
 * invites_access_count:
 * @self: a view
 * @filter: which contacts
 * @error: an error
 *
 * Returns: (transfer full): how many are in which group
 */
InvitesCounts *
invites_access_count (InvitesAccess       *self,
                      const InvitesFilter *filter,
                      GError             **error)
{
  InvitesTime now = invites_time_now ();
  InvitesCounts *counts;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (filter != NULL, NULL);

  if (!invites_access_may_read (self, error)
      || !invites_access_check_division (self, filter->division, error))
    return NULL;
  if (invites_index_count (self->index, filter, self->principal->acts, now,
                           &counts))
    return counts;

  return invites_store_count (self->store, filter, now, error);
}

/* A page; the whole list comes from the store, of one moment. */
static gboolean
list_contacts (InvitesAccess        *self,
               const InvitesListing *listing,
               InvitesTime           now,
               InvitesContactFunc    func,
               gpointer              user_data,
               guint64              *total,
               GError              **error)
{
  g_autoptr(GArray) contact_ids = NULL;

  if (listing->limit != G_MAXUINT64
      && invites_index_list (self->index, listing, self->principal->acts, now,
                             &contact_ids, total))
    return invites_store_list_numbers (self->store, contact_ids, now, func,
                                       user_data, error);

  return invites_store_list_contacts (self->store, listing, now, func,
                                      user_data, total, error);
}

/**
 * invites_access_list_contacts:
 * @self: a view
 * @listing: which contacts, in which order
 * @now: the time at which the list is true
 * @func: (scope call): called for each
 * @user_data: for @func
 * @total: (out): how many there are in the whole list
 * @error: an error
 *
 * Walks through a list of contacts.
 *
 * Returns: whether @func has got all that was asked for
 */
gboolean
invites_access_list_contacts (InvitesAccess        *self,
                              const InvitesListing *listing,
                              InvitesTime           now,
                              InvitesContactFunc    func,
                              gpointer              user_data,
                              guint64              *total,
                              GError              **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (listing != NULL && listing->filter != NULL, FALSE);

  return invites_access_may_read (self, error)
         && invites_access_check_division (self, listing->filter->division,
                                           error)
         && list_contacts (self, listing, now, func, user_data, total, error);
}

/**
 * invites_access_find_recipient:
 * @self: a view
 * @contact: a contact's id
 * @error: %INVITES_ERROR_NOT_FOUND
 *
 * Finds a contact of one of the user's divisions. One of another division is
 * as unknown as one that is not there.
 *
 * Returns: (transfer full): the contact as mails speak of it
 */
InvitesRecipient *
invites_access_find_recipient (InvitesAccess *self,
                               const char    *contact,
                               GError       **error)
{
  g_autoptr(InvitesRecipient) recipient = NULL;
  g_autoptr(GError) local_error = NULL;

  recipient = invites_store_find_recipient (self->store, contact,
                                            &local_error);
  if (recipient != NULL
      && invites_access_check_division (self, recipient->division->id, NULL))
    return g_steal_pointer (&recipient);
  if (local_error != NULL
      && !g_error_matches (local_error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  invites_set_field_error (error, INVITES_ERROR_NOT_FOUND, "contact",
                           "There is no such contact");
  return NULL;
}

/**
 * invites_access_why:
 * @self: a view
 * @contact: a contact's id
 * @filter: the filter that it is judged by
 * @error: an error
 *
 * Returns: (transfer full): what every filter and rule says of the contact
 */
InvitesWhy *
invites_access_why (InvitesAccess       *self,
                    const char          *contact,
                    const InvitesFilter *filter,
                    GError             **error)
{
  g_autoptr(InvitesRecipient) recipient = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (contact != NULL, NULL);
  g_return_val_if_fail (filter != NULL, NULL);

  if (!invites_access_may_read (self, error)
      || !invites_access_check_division (self, filter->division, error)
      || !(recipient = invites_access_find_recipient (self, contact, error)))
    return NULL;

  return invites_store_why (self->store, contact, filter, self->principal,
                            invites_time_now (), error);
}

/**
 * invites_access_find_mail:
 * @self: a view
 * @template_id: an active template
 * @contact: a contact's id
 * @template: (out) (transfer full): the template
 * @recipient: (out) (transfer full): whom it is filled in for
 * @error: an error
 *
 * Finds what a preview and a test mail are made of.
 *
 * Returns: whether both were found
 */
gboolean
invites_access_find_mail (InvitesAccess          *self,
                          const char             *template_id,
                          const char             *contact,
                          InvitesTemplateRecord **template,
                          InvitesRecipient      **recipient,
                          GError                **error)
{
  g_autoptr(InvitesTemplateRecord) record = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (template != NULL && recipient != NULL, FALSE);

  if (!invites_access_may_read (self, error)
      || !(record = invites_store_find_template (self->store, template_id,
                                                 error)))
    return FALSE;
  if (!record->active)
    {
      invites_set_field_error (error, INVITES_ERROR_NOT_FOUND, "template",
                               "There is no such template");
      return FALSE;
    }
  if (!(*recipient = invites_access_find_recipient (self, contact, error)))
    return FALSE;

  *template = g_steal_pointer (&record);
  return TRUE;
}

/**
 * invites_access_check_sender:
 * @self: a view
 * @email_from: a sender's address
 * @division: one of the user's divisions
 * @error: %INVITES_ERROR_INVALID for email_from
 *
 * Checks a sender by the rule that start applies again.
 *
 * Returns: whether mail of @division may be sent from @email_from
 */
gboolean
invites_access_check_sender (InvitesAccess *self,
                             const char    *email_from,
                             const char    *division,
                             GError       **error)
{
  g_autoptr(InvitesDivision) record = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (email_from != NULL, FALSE);
  g_return_val_if_fail (division != NULL, FALSE);

  if (!invites_access_check_division (self, division, error)
      || !(record = invites_store_find_division (self->store, division, error)))
    return FALSE;
  if (invites_sender_is_allowed (email_from, record))
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_INVALID, "email_from",
                           "Mail of this division is sent from its own domain, "
                           "%s, or from one that the administrator allows",
                           strrchr (record->email_from, '@') + 1);
  return FALSE;
}
