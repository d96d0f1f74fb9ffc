/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-service.h"

#include <libsoup/soup.h>

#include "core/invites-contact.h"
#include "core/invites-json.h"
#include "core/invites-problem.h"

struct _FakeService
{
  SoupServer *server;
  char       *url;
  guint64     total;
  char       *edition;
  gboolean    failing;
  gboolean    is_short;
  gboolean    held;
  guint       n_requests;
  guint       max_waiting;
  guint64     first;   /* the number of the contact on top */
  guint       n_changes_asked;
  GPtrArray  *waiting; /* (element-type SoupServerMessage) */
  GPtrArray  *following; /* (element-type SoupServerMessage) */
  GArray     *offsets; /* (element-type guint64) */
};

static JsonNode *
make_contact (FakeService *self,
              guint64      number,
              const char  *search)
{
  g_autoptr(InvitesContact) contact = invites_contact_new ();

  contact->id = g_strdup_printf ("c%" G_GUINT64_FORMAT, number);
  contact->email = g_strdup_printf ("%s@contact.example", contact->id);
  contact->name = g_strdup (search != NULL ? search : "Contact");
  contact->account_number = g_strdup (self->edition);
  contact->account_name = g_strdup ("Account");
  contact->status = INVITES_GROUP_NOT_SENT;
  contact->reason = INVITES_REASON_NONE;
  contact->auto_pay = INVITES_FLAG_NO;
  return invites_contact_to_json (contact);
}

static guint64
get_number (GHashTable *query,
            const char *name)
{
  const char *value = g_hash_table_lookup (query, name);

  g_assert_nonnull (value);
  return g_ascii_strtoull (value, NULL, 10);
}

static void
set_json (SoupServerMessage *message,
          guint              status,
          const char        *content_type,
          JsonNode          *node)
{
  g_autoptr(GBytes) bytes = invites_json_to_bytes (node);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, content_type, SOUP_MEMORY_COPY,
                                    data, size);
}

static void
answer_problem (SoupServerMessage *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;

  error = g_error_new (INVITES_ERROR, INVITES_ERROR_UNAVAILABLE, "Busy");
  node = invites_problem_from_error (error);
  set_json (message, 503, INVITES_PROBLEM_CONTENT_TYPE, node);
}

static void
answer (FakeService       *self,
        SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  g_autoptr(GHashTable) query = soup_form_decode (g_uri_get_query (uri));
  guint64 offset = get_number (query, "offset");
  guint64 limit = get_number (query, "limit");
  const char *search = g_hash_table_lookup (query, "search");
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object;
  JsonArray *items;

  if (self->failing)
    {
      answer_problem (message);
      return;
    }
  items = json_array_new ();
  for (guint64 i = offset; i < self->total && i < offset + limit; i++)
    json_array_add_element (items,
                            make_contact (self, self->first + i, search));
  if (self->is_short && json_array_get_length (items) > 0)
    json_array_remove_element (items, 0);

  object = json_object_new ();
  json_object_set_int_member (object, "total", (gint64) self->total);
  invites_json_set_time (object, "as_of", 1700000000);
  json_object_set_array_member (object, "items", items);
  node = invites_json_take_object (object);
  set_json (message, 200, "application/json", node);
}

static char *
dup_etag (FakeService *self)
{
  return g_strdup_printf ("\"%s\"", self->edition);
}

static void
answer_changes (FakeService       *self,
                SoupServerMessage *message)
{
  g_autofree char *etag = dup_etag (self);
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "division", "north");
  invites_json_set_time (object, "as_of", 1700000000);
  node = invites_json_take_object (object);
  set_json (message, 200, "application/json", node);
  soup_message_headers_replace (
    soup_server_message_get_response_headers (message), "ETag", etag);
}

static void
handle_changes (FakeService       *self,
                SoupServerMessage *message)
{
  g_autofree char *etag = dup_etag (self);
  const char *known = soup_message_headers_get_one (
    soup_server_message_get_request_headers (message), "If-None-Match");

  self->n_changes_asked++;
  if (self->failing)
    answer_problem (message);
  else if (g_strcmp0 (known, etag) != 0)
    answer_changes (self, message);
  else
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->following, g_object_ref (message));
    }
}

static void
answer_followers (FakeService *self)
{
  g_autoptr(GPtrArray) following = self->following;

  self->following = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < following->len; i++)
    {
      SoupServerMessage *message = g_ptr_array_index (following, i);

      if (self->failing)
        answer_problem (message);
      else
        answer_changes (self, message);
      soup_server_message_unpause (message);
    }
}

static void
handle_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  FakeService *self = user_data;
  guint64 offset;

  if (g_str_equal (path, "/v1/changes"))
    {
      handle_changes (self, message);
      return;
    }
  g_assert_cmpstr (path, ==, "/v1/contacts");
  offset = get_number (query, "offset");
  self->n_requests++;
  g_array_append_val (self->offsets, offset);
  if (!self->held)
    {
      answer (self, message);
      return;
    }
  soup_server_message_pause (message);
  g_ptr_array_add (self->waiting, g_object_ref (message));
  self->max_waiting = MAX (self->max_waiting, self->waiting->len);
}

FakeService *
fake_service_new (void)
{
  FakeService *self = g_new0 (FakeService, 1);
  g_autoptr(GError) error = NULL;
  GSList *uris;

  self->edition = g_strdup ("1");
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->following = g_ptr_array_new_with_free_func (g_object_unref);
  self->offsets = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, handle_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return self;
}

void
fake_service_free (FakeService *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->following);
  g_ptr_array_unref (self->waiting);
  g_array_unref (self->offsets);
  g_free (self->edition);
  g_free (self->url);
  g_free (self);
}

InvitesClient *
fake_service_make_client (FakeService *self)
{
  g_autoptr(GError) error = NULL;
  InvitesClient *client = invites_client_new (self->url, &error);

  g_assert_no_error (error);
  return client;
}

void
fake_service_set_total (FakeService *self,
                        guint64      total)
{
  self->total = total;
}

void
fake_service_set_edition (FakeService *self,
                          const char  *edition)
{
  g_free (self->edition);
  self->edition = g_strdup (edition);
  answer_followers (self);
}

void
fake_service_set_first (FakeService *self,
                        guint64      first)
{
  self->first = first;
}

void
fake_service_set_failing (FakeService *self,
                          gboolean     failing)
{
  self->failing = failing;
  if (failing)
    answer_followers (self);
}

void
fake_service_set_short (FakeService *self,
                        gboolean     is_short)
{
  self->is_short = is_short;
}

void
fake_service_set_held (FakeService *self,
                       gboolean     held)
{
  self->held = held;
}

void
fake_service_release (FakeService *self)
{
  g_autoptr(GPtrArray) waiting = self->waiting;

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    {
      SoupServerMessage *message = g_ptr_array_index (waiting, i);

      answer (self, message);
      soup_server_message_unpause (message);
    }
}

guint
fake_service_get_n_waiting (FakeService *self)
{
  return self->waiting->len;
}

guint
fake_service_get_max_waiting (FakeService *self)
{
  return self->max_waiting;
}

guint
fake_service_get_n_requests (FakeService *self)
{
  return self->n_requests;
}

guint
fake_service_get_n_asked (FakeService *self,
                          guint64      offset)
{
  guint n_asked = 0;

  for (guint i = 0; i < self->offsets->len; i++)
    {
      if (g_array_index (self->offsets, guint64, i) == offset)
        n_asked++;
    }
  return n_asked;
}

guint64
fake_service_get_last_offset (FakeService *self)
{
  g_assert_cmpuint (self->offsets->len, >, 0);
  return g_array_index (self->offsets, guint64, self->offsets->len - 1);
}

void
fake_service_reset (FakeService *self)
{
  g_array_set_size (self->offsets, 0);
  self->n_requests = 0;
  self->max_waiting = 0;
}

guint
fake_service_get_n_following (FakeService *self)
{
  return self->following->len;
}

guint
fake_service_get_n_changes_asked (FakeService *self)
{
  return self->n_changes_asked;
}
