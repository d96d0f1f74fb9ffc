/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a server misbehaves. Shares are of all mails, from 0 to 1. */
typedef struct
{
  double   later;         /* "later", at the recipient or at the final dot */
  double   refuse;        /* "no", always for the same recipients */
  double   drop;          /* closes somewhere before it has taken the mail */
  double   vanish;        /* takes the mail and closes instead of saying so */
  gboolean no_pipelining; /* does not announce it */
  guint    seed;
} RecorderBehaviour;

/* The dialogue with one client, from the bytes that came to those that go. */
typedef struct _RecorderSession RecorderSession;

RecorderSession *recorder_session_new  (const RecorderBehaviour *behaviour,
                                        GRand                   *random,
                                        int                      record);
void             recorder_session_free (RecorderSession         *self);
gboolean         recorder_session_take (RecorderSession         *self,
                                        const char              *bytes,
                                        gsize                    length,
                                        GString                 *replies);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RecorderSession, recorder_session_free)

G_END_DECLS
