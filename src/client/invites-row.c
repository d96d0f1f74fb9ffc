/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-row-private.h"

struct _InvitesRow
{
  GObject          parent_instance;

  guint64          position;
  InvitesRowState  state;

  /* Owned. */
  InvitesContact  *contact; /* (nullable) */
  InvitesEntry    *entry;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (InvitesRow, invites_row, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_POSITION,
  PROP_STATE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
invites_row_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  InvitesRow *self = INVITES_ROW (object);

  switch (prop_id)
    {
    case PROP_POSITION:
      g_value_set_uint64 (value, self->position);
      break;
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_row_finalize (GObject *object)
{
  InvitesRow *self = INVITES_ROW (object);

  g_clear_pointer (&self->contact, invites_contact_free);
  g_clear_pointer (&self->entry, invites_entry_free);

  G_OBJECT_CLASS (invites_row_parent_class)->finalize (object);
}

static void
invites_row_class_init (InvitesRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = invites_row_get_property;
  object_class->finalize = invites_row_finalize;

  properties[PROP_POSITION]
    = g_param_spec_uint64 ("position", NULL, NULL, 0, G_MAXUINT64, 0,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /* An InvitesRowState. */
  properties[PROP_STATE]
    = g_param_spec_int ("state", NULL, NULL, INVITES_ROW_LOADING,
                        INVITES_ROW_FAILED, INVITES_ROW_LOADING,
                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS
                          | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
invites_row_init (InvitesRow *self)
{
  self->state = INVITES_ROW_LOADING;
}

/**
 * invites_row_new:
 * @position: the row's place in its list, from 0
 *
 * Returns: (transfer full): a row whose page has not arrived
 */
InvitesRow *
invites_row_new (guint64 position)
{
  InvitesRow *self = g_object_new (INVITES_TYPE_ROW, NULL);

  self->position = position;
  return self;
}

/**
 * invites_row_copy:
 * @self: a row
 *
 * Returns: (transfer full): a row that says the same, and stays as it is
 */
InvitesRow *
invites_row_copy (InvitesRow *self)
{
  InvitesRow *copy;

  g_return_val_if_fail (INVITES_IS_ROW (self), NULL);

  copy = invites_row_new (self->position);
  copy->state = self->state;
  if (self->contact != NULL)
    copy->contact = invites_contact_copy (self->contact);
  if (self->entry != NULL)
    copy->entry = invites_entry_copy (self->entry);
  return copy;
}

/**
 * invites_row_get_id:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the contact's id, once the row has
 *   arrived
 */
const char *
invites_row_get_id (InvitesRow *self)
{
  g_return_val_if_fail (INVITES_IS_ROW (self), NULL);

  if (self->contact != NULL)
    return self->contact->id;
  return self->entry != NULL ? self->entry->id : NULL;
}

/**
 * invites_row_get_position:
 * @self: a row
 *
 * Returns: the row's place in its list, from 0
 */
guint64
invites_row_get_position (InvitesRow *self)
{
  g_return_val_if_fail (INVITES_IS_ROW (self), 0);

  return self->position;
}

/**
 * invites_row_get_state:
 * @self: a row
 *
 * Returns: whether the row's page has arrived
 */
InvitesRowState
invites_row_get_state (InvitesRow *self)
{
  g_return_val_if_fail (INVITES_IS_ROW (self), INVITES_ROW_FAILED);

  return self->state;
}

/**
 * invites_row_get_contact:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the contact; good until the next
 *   notification of "state"
 */
const InvitesContact *
invites_row_get_contact (InvitesRow *self)
{
  g_return_val_if_fail (INVITES_IS_ROW (self), NULL);

  return self->contact;
}

/**
 * invites_row_get_entry:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the ledger's entry; good until the next
 *   notification of "state"
 */
const InvitesEntry *
invites_row_get_entry (InvitesRow *self)
{
  g_return_val_if_fail (INVITES_IS_ROW (self), NULL);

  return self->entry;
}

static void
fill (InvitesRow     *self,
      InvitesContact *contact,
      InvitesEntry   *entry)
{
  g_clear_pointer (&self->contact, invites_contact_free);
  g_clear_pointer (&self->entry, invites_entry_free);
  self->contact = contact;
  self->entry = entry;
  self->state = INVITES_ROW_LOADED;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * invites_row_take_contact:
 * @self: a row
 * @contact: (transfer full): what stands in it from now on
 *
 * Notifies "state" once, also when the row was loaded before; not when it says
 * the same already.
 */
void
invites_row_take_contact (InvitesRow     *self,
                          InvitesContact *contact)
{
  g_return_if_fail (INVITES_IS_ROW (self));
  g_return_if_fail (contact != NULL);

  if (self->contact != NULL && invites_contact_equal (self->contact, contact))
    invites_contact_free (contact);
  else
    fill (self, contact, NULL);
}

/**
 * invites_row_take_entry:
 * @self: a row
 * @entry: (transfer full): what stands in it from now on
 *
 * Notifies "state" once, also when the row was loaded before; not when it says
 * the same already.
 */
void
invites_row_take_entry (InvitesRow   *self,
                        InvitesEntry *entry)
{
  g_return_if_fail (INVITES_IS_ROW (self));
  g_return_if_fail (entry != NULL);

  if (self->entry != NULL && invites_entry_equal (self->entry, entry))
    invites_entry_free (entry);
  else
    fill (self, NULL, entry);
}

/**
 * invites_row_set_state:
 * @self: a row with nothing in it
 * @state: loading or failed
 */
void
invites_row_set_state (InvitesRow     *self,
                       InvitesRowState state)
{
  g_return_if_fail (INVITES_IS_ROW (self));
  g_return_if_fail (state != INVITES_ROW_LOADED);
  g_return_if_fail (self->state != INVITES_ROW_LOADED);

  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}
