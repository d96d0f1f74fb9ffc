/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  FAULTY_ANSWERS,     /* sends the bytes and closes */
  FAULTY_CLOSES,      /* takes the request and closes */
  FAULTY_CLOSES_ONCE, /* …the first; answers the next */
  FAULTY_HANGS,       /* takes the request and says nothing */
  FAULTY_STOPS,       /* sends the bytes and no more, but does not close */
  FAULTY_DRIPS,       /* sends the bytes one by one, slowly */
  FAULTY_FLOODS,      /* sends the bytes and then more than anybody wants */
} FaultyWay;

typedef struct _FaultyServer FaultyServer;

/* A server on loopback that answers every request in one way, in threads of
 * its own. */
FaultyServer *faulty_server_new            (void);
void          faulty_server_free           (FaultyServer *self);
const char   *faulty_server_get_url        (FaultyServer *self);
void          faulty_server_set_answer     (FaultyServer *self,
                                            FaultyWay     way,
                                            const char   *answer);
guint         faulty_server_get_n_requests (FaultyServer *self);
char         *faulty_server_dup_request    (FaultyServer *self);

/* A whole answer with the right length. */
char         *faulty_dup_answer            (const char   *status,
                                            const char   *headers,
                                            const char   *content_type,
                                            const char   *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultyServer, faulty_server_free)

G_END_DECLS
