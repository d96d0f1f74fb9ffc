/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-relay.h"

G_BEGIN_DECLS

/*
 * A mail system without a wire that counts, and fails as it is told. What is
 * told is set before the sender starts, or under the mutex.
 */
#define FAKE_TYPE_RELAY (fake_relay_get_type ())
G_DECLARE_FINAL_TYPE (FakeRelay, fake_relay, FAKE, RELAY, GObject)

struct _FakeRelay
{
  GObject parent_instance;

  GMutex              mutex;
  GHashTable         *mails;        /* recipient → number of mails */
  GHashTable         *times;        /* recipient → gint64* of the last */
  int                 n_refused;    /* that many openings fail */
  InvitesBlame        refusal;      /* whose fault those are */
  int                 n_answered;   /* that many mails get this answer */
  InvitesDeliveryState state;
  InvitesBlame        blame;
  const char         *status;       /* (nullable) */
  const char         *only_domain;  /* (nullable): those of others are taken */
  int                 n_hanging;    /* that many mails wait until they are cut
                                       off */
  guint               n_per_connection; /* then it dies; 0: never */
  int                 n_fleeting;   /* that many connections die at once */
  guint               n_allowed;    /* openings beyond these fail; 0: none */
  gint64              slowness;     /* in microseconds */

  guint               n_opened;
  guint               n_open;
  guint               n_most_open;
  guint               n_on_wire;
  guint               n_most_on_wire;
  char               *mail_from;    /* the last envelope's */
  GBytes             *message;      /* the last one */
};

FakeRelay *fake_relay_new       (void);
guint      fake_relay_count     (FakeRelay  *self);
guint      fake_relay_count_for (FakeRelay  *self,
                                 const char *recipient);

guint      fake_relay_get_on_wire (FakeRelay *self);

G_END_DECLS
