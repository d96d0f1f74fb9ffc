/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Quoted-printable (RFC 2045, section 6.7) that is put together of runs: those
 * that stay the same are encoded once, and wherever a line stands by then,
 * they join it.
 */
typedef struct
{
  GString *to;     /* (borrowed): what is written so far */
  guint    column; /* octets on its last line */
} InvitesQuotedWriter;

/* A run that was encoded beforehand. */
typedef struct
{
  char     *text;   /* (owned) */
  gsize     length; /* octets */
  gsize     first;  /* octets up to its first line break */
  guint     column; /* octets on its last line */
  gboolean  breaks; /* it has a line break */
} InvitesQuotedRun;

InvitesQuotedRun *invites_quoted_run_new    (const char             *text);
void              invites_quoted_run_free   (InvitesQuotedRun       *self);

void              invites_quoted_append     (InvitesQuotedWriter    *writer,
                                             const char             *text);
void              invites_quoted_append_run (InvitesQuotedWriter    *writer,
                                             const InvitesQuotedRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesQuotedRun, invites_quoted_run_free)

G_END_DECLS
