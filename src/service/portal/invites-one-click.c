/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/portal/invites-one-click.h"

#include <string.h>

#include "service/delivery/invites-gmime.h"
#include "service/http/invites-query-string.h"
#include "service/portal/invites-portal-pages.h"

#define MAX_PARTS 64

static gboolean
is_asked_by_form (GBytes *body)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (data, length);
  g_autoptr(GHashTable) form = invites_query_string_parse (text, NULL);

  return strlen (text) == length && form != NULL
         && g_strcmp0 (g_hash_table_lookup (form, INVITES_FIELD_OPT_OUT),
                       INVITES_OPT_OUT_ONE_CLICK)
              == 0;
}

/* Reads what a MIME entity of that type would hold. */
static GMimeObject *
parse_entity (const char *content_type, GBytes *body)
{
  g_autoptr(GString) entity = g_string_new ("Content-Type: ");
  g_autoptr(GMimeStream) stream = NULL;
  g_autoptr(GMimeParser) parser = NULL;
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  invites_gmime_init ();
  g_string_append_printf (entity, "%s\r\n\r\n", content_type);
  g_string_append_len (entity, data, (gssize) length);
  /* GMime knows the last boundary only on a whole line. */
  g_string_append (entity, "\r\n");
  stream = g_mime_stream_mem_new_with_buffer (entity->str, entity->len);
  parser = g_mime_parser_new_with_stream (stream);
  return g_mime_parser_construct_part (parser, NULL);
}

static gboolean
says (GMimeObject *part, const char *expected)
{
  g_autoptr(GMimeStream) stream = g_mime_stream_mem_new ();
  GMimeDataWrapper *content = g_mime_part_get_content (GMIME_PART (part));
  GByteArray *bytes;

  if (content == NULL
      || g_mime_data_wrapper_write_to_stream (content, stream) < 0)
    return FALSE;
  bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  return bytes->len == strlen (expected)
         && memcmp (bytes->data, expected, bytes->len) == 0;
}

static gboolean
is_field (GMimeObject *part, const char *name)
{
  GMimeContentDisposition *disposition
    = g_mime_object_get_content_disposition (part);

  return GMIME_IS_PART (part) && disposition != NULL
         && g_ascii_strcasecmp (
              g_mime_content_disposition_get_disposition (disposition),
              "form-data")
              == 0
         && g_strcmp0 (g_mime_content_disposition_get_parameter (disposition,
                                                                 "name"),
                       name)
              == 0;
}

/* A form's data are MIME parts (RFC 7578). A field that is given twice says
 * nothing, as in the other form. */
static gboolean
is_asked_by_parts (const char *content_type, GBytes *body)
{
  g_autoptr(GMimeObject) entity = parse_entity (content_type, body);
  gboolean asked = FALSE;
  guint n_fields = 0;
  int n_parts;

  if (!GMIME_IS_MULTIPART (entity))
    return FALSE;
  n_parts = g_mime_multipart_get_count (GMIME_MULTIPART (entity));
  for (int i = 0; i < MIN (n_parts, MAX_PARTS); i++)
    {
      GMimeObject *part
        = g_mime_multipart_get_part (GMIME_MULTIPART (entity), i);

      if (!is_field (part, INVITES_FIELD_OPT_OUT))
        continue;
      n_fields++;
      asked = says (part, INVITES_OPT_OUT_ONE_CLICK);
    }
  return asked && n_fields == 1;
}

static gboolean
is_type (const char *content_type, const char *type)
{
  gsize length = strcspn (content_type, "; \t");

  return length == strlen (type)
         && g_ascii_strncasecmp (content_type, type, length) == 0;
}

/**
 * invites_one_click_is_asked:
 * @content_type: (nullable): of what was posted
 * @body: (nullable): what was posted
 *
 * Reads a form that opts out.
 *
 * Returns: whether @body says so; %FALSE for whatever cannot be read
 */
gboolean
invites_one_click_is_asked (const char *content_type, GBytes *body)
{
  if (content_type == NULL || body == NULL || g_bytes_get_size (body) == 0
      || strpbrk (content_type, "\r\n") != NULL)
    return FALSE;
  if (is_type (content_type, "application/x-www-form-urlencoded"))
    return is_asked_by_form (body);
  return is_type (content_type, "multipart/form-data")
         && is_asked_by_parts (content_type, body);
}
