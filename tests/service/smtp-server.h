/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * An SMTP server in a thread that does as it is told: the usual replies, but
 * for each deviation, which happens once, at the first command that begins
 * with its verb. The verb "" is the greeting, "." the end of a message.
 */
typedef struct
{
  const char *verb;
  const char *reply; /* lines with CRLF between; NULL: none */
  enum
  {
    SMTP_GO_ON,
    SMTP_CLOSE,  /* after the reply */
    SMTP_SILENT, /* until the client goes away */
    SMTP_TRICKLE /* the reply byte by byte */
  } then;
} SmtpDeviation;

typedef struct _SmtpServer SmtpServer;

/* When it wants TLS, and with what. */
typedef enum
{
  SMTP_TLS_NONE,
  SMTP_TLS_OFFERED, /* by STARTTLS */
  SMTP_TLS_IMPLICIT,
} SmtpTls;

SmtpServer *smtp_server_new            (const SmtpDeviation *deviations,
                                        guint                n_deviations);
/* Before it is connected to. */
void        smtp_server_set_tls        (SmtpServer          *self,
                                        SmtpTls              tls,
                                        GTlsCertificate     *certificate);
guint16     smtp_server_get_port       (SmtpServer          *self);
void        smtp_server_free           (SmtpServer          *self);
char       *smtp_server_dup_url        (SmtpServer          *self);
guint       smtp_server_get_n_messages (SmtpServer          *self);
char       *smtp_server_dup_message    (SmtpServer          *self,
                                        guint                n);
char       *smtp_server_dup_commands   (SmtpServer          *self);
guint       smtp_server_count          (SmtpServer          *self,
                                        const char          *verb);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpServer, smtp_server_free)

G_END_DECLS
