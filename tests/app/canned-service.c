/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canned-service.h"

#include <libsoup/soup.h>

#include "client/invites-client-private.h"
#include "core/invites-json.h"
#include "core/invites-problem.h"
#include "core/invites-wish.h"

/* What one path answers, and what it was asked. */
typedef struct
{
  GBytes     *body;
  guint       status;
  guint       edition; /* makes the ETag */
  guint       n_asked;
  guint       n_many;  /* contacts to make pages of, or 0 */
  GHashTable *last;    /* (nullable): the last query */
  char       *method;  /* (nullable): the last one */
  char       *said;    /* (nullable): the last body */
  GPtrArray  *held;    /* (element-type SoupServerMessage) */
} Canned;

struct _CannedService
{
  SoupServer *server;
  char       *url;
  GHashTable *paths; /* (element-type utf8 Canned) */
};

static Canned *
canned_new (void)
{
  Canned *self = g_new0 (Canned, 1);

  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

static void
canned_free (gpointer data)
{
  Canned *self = data;

  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->last, g_hash_table_unref);
  g_free (self->method);
  g_free (self->said);
  g_ptr_array_unref (self->held);
  g_free (self);
}

static Canned *
ensure_path (CannedService *self,
             const char    *path)
{
  Canned *canned = g_hash_table_lookup (self->paths, path);

  if (canned == NULL)
    {
      canned = canned_new ();
      g_hash_table_insert (self->paths, g_strdup (path), canned);
    }

  return canned;
}

/* The UUID that the application made: of it an answer has to tell. */
static char *
find_uuid (SoupServerMessage *message)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_uuid_string_is_valid (parts[i]))
      return g_strdup (parts[i]);

  return NULL;
}

static GBytes *
make_body (Canned            *canned,
           SoupServerMessage *message)
{
  g_autofree char *uuid = find_uuid (message);
  GString *text;
  gsize size;
  const char *data = g_bytes_get_data (canned->body, &size);

  if (uuid == NULL)
    return g_bytes_ref (canned->body);

  text = g_string_new_len (data, (gssize) size);
  g_string_replace (text, CANNED_ANY, uuid, 0);
  return g_string_free_to_bytes (text);
}

static void
answer (Canned            *canned,
        SoupServerMessage *message)
{
  g_autoptr(GBytes) body = make_body (canned, message);
  SoupMessageHeaders *headers
    = soup_server_message_get_response_headers (message);
  g_autofree char *etag = g_strdup_printf ("\"%u\"", canned->edition);
  gsize size;
  const char *data = g_bytes_get_data (body, &size);

  soup_message_headers_replace (headers, "ETag", etag);
  soup_server_message_set_status (message, canned->status, NULL);
  if (canned->status == 204)
    return;
  soup_server_message_set_response (message,
                                    canned->status < 400
                                      ? "application/json"
                                      : INVITES_PROBLEM_CONTENT_TYPE,
                                    SOUP_MEMORY_COPY, data, size);
}

static gboolean
is_known_already (Canned            *canned,
                  SoupServerMessage *message)
{
  SoupMessageHeaders *headers
    = soup_server_message_get_request_headers (message);
  const char *known = soup_message_headers_get_one (headers, "If-None-Match");
  g_autofree char *etag = g_strdup_printf ("\"%u\"", canned->edition);

  return g_strcmp0 (known, etag) == 0;
}

static void
note_request (Canned            *canned,
              SoupServerMessage *message,
              GHashTable        *query)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(GBytes) bytes = soup_message_body_flatten (body);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  canned->n_asked++;
  g_clear_pointer (&canned->last, g_hash_table_unref);
  canned->last = query != NULL ? g_hash_table_ref (query) : NULL;
  g_free (canned->method);
  canned->method = g_strdup (soup_server_message_get_method (message));
  g_free (canned->said);
  canned->said = size > 0 ? g_strndup (data, size) : NULL;
}

static char *
dup_path (SoupServerMessage *message,
          const char        *path)
{
  g_autofree char *uuid = find_uuid (message);
  g_autoptr(GString) known = g_string_new (path);

  if (uuid != NULL)
    g_string_replace (known, uuid, CANNED_ANY, 0);
  return g_strdup (known->str);
}

static guint
get_number (GHashTable *query,
            const char *name)
{
  const char *text = query != NULL ? g_hash_table_lookup (query, name) : NULL;

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 0;
}

static void
make_page_of_many (Canned     *canned,
                   GHashTable *query)
{
  guint offset = MIN (get_number (query, "offset"), canned->n_many);
  guint limit = MIN (get_number (query, "limit"), canned->n_many - offset);
  g_autoptr(JsonNode) page = canned_contacts_from (offset, limit);

  json_object_set_int_member (json_node_get_object (page), "total",
                              canned->n_many);
  g_clear_pointer (&canned->body, g_bytes_unref);
  canned->body = invites_json_to_bytes (page);
}

static void
handle_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  CannedService *self = user_data;
  g_autofree char *known_path = dup_path (message, path);
  Canned *canned = ensure_path (self, known_path);

  note_request (canned, message, query);
  if (canned->n_many > 0)
    make_page_of_many (canned, query);
  if (canned->body == NULL)
    g_error ("Nobody said what %s answers", path);
  if (!is_known_already (canned, message))
    {
      answer (canned, message);
      return;
    }

  soup_server_message_pause (message);
  g_ptr_array_add (canned->held, g_object_ref (message));
}

static void
set_answer (CannedService *self,
            const char    *path,
            guint          status,
            JsonNode      *node)
{
  Canned *canned = ensure_path (self, path);

  g_clear_pointer (&canned->body, g_bytes_unref);
  canned->body = invites_json_to_bytes (node);
  canned->status = status;
  canned->n_many = 0;
  canned->edition++;

  for (guint i = 0; i < canned->held->len; i++)
    {
      SoupServerMessage *message = g_ptr_array_index (canned->held, i);

      answer (canned, message);
      soup_server_message_unpause (message);
    }
  g_ptr_array_set_size (canned->held, 0);
}

CannedService *
canned_service_new (void)
{
  CannedService *self = g_new0 (CannedService, 1);
  g_autoptr(GError) error = NULL;
  GSList *uris;

  self->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       canned_free);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, handle_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  canned_service_change (self);

  return self;
}

void
canned_service_free (CannedService *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_hash_table_unref (self->paths);
  g_free (self->url);
  g_free (self);
}

void
canned_service_change (CannedService *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "division", "north");
  invites_json_set_time (object, "as_of", 1794837780);
  canned_service_set (self, CANNED_CHANGES, invites_json_take_object (object));
}

/* With a session that the service was never asked for. */
InvitesClient *
canned_service_make_client (CannedService *self,
                            gboolean       may_send)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesUser) user = invites_user_new ();
  InvitesClient *client = invites_client_new (self->url, &error);

  g_assert_no_error (error);
  user->name = g_strdup ("Clerk");
  user->email = g_strdup ("clerk@office.example");
  user->may_send = may_send;
  user->may_review = TRUE;
  invites_client_begin_session (client, "the-token-of-the-session", user);

  return client;
}

void
canned_service_set (CannedService *self,
                    const char    *path,
                    JsonNode      *node)
{
  set_answer (self, path, 200, node);
  json_node_unref (node);
}

void
canned_service_set_many (CannedService *self,
                         const char    *path,
                         guint          n_contacts)
{
  canned_service_set (self, path, canned_contacts (0));
  ensure_path (self, path)->n_many = n_contacts;
}

void
canned_service_set_none (CannedService *self,
                         const char    *path)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_NULL);

  set_answer (self, path, 204, node);
}

void
canned_service_set_error (CannedService *self,
                          const char    *path,
                          InvitesError   code)
{
  g_autoptr(GError) error = g_error_new (INVITES_ERROR, (int) code, "Canned");
  g_autoptr(JsonNode) node = invites_problem_from_error (error);

  set_answer (self, path, invites_problem_get_status (code), node);
}

guint
canned_service_get_n_asked (CannedService *self,
                            const char    *path)
{
  return ensure_path (self, path)->n_asked;
}

const char *
canned_service_get_last (CannedService *self,
                         const char    *path,
                         const char    *parameter)
{
  Canned *canned = ensure_path (self, path);

  return canned->last != NULL ? g_hash_table_lookup (canned->last, parameter)
                              : NULL;
}

const char *
canned_service_get_body (CannedService *self,
                         const char    *path)
{
  return ensure_path (self, path)->said;
}

const char *
canned_service_get_method (CannedService *self,
                           const char    *path)
{
  return ensure_path (self, path)->method;
}

static JsonNode *
make_page (JsonArray *items)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "total", json_array_get_length (items));
  invites_json_set_time (object, "as_of", 1794837780);
  json_object_set_array_member (object, "items", items);
  return invites_json_take_object (object);
}

JsonNode *
canned_contacts (guint n_contacts)
{
  return canned_contacts_from (0, n_contacts);
}

JsonNode *
canned_contacts_from (guint first,
                      guint n_contacts)
{
  JsonArray *items = json_array_new ();

  for (guint i = first; i < first + n_contacts; i++)
    {
      g_autoptr(InvitesContact) contact = invites_contact_new ();

      contact->id = g_strdup_printf ("c%u", i);
      contact->email = g_strdup_printf ("c%u@contact.example", i);
      contact->name = g_strdup_printf ("Contact %u", i);
      contact->account_number = g_strdup ("49002");
      contact->account_name = g_strdup ("Residential Customer");
      contact->status = INVITES_GROUP_NOT_SENT;
      contact->reason = INVITES_REASON_NONE;
      contact->auto_pay = INVITES_FLAG_UNKNOWN;
      json_array_add_element (items, invites_contact_to_json (contact));
    }

  return make_page (items);
}

JsonNode *
canned_entries (guint n_entries)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < n_entries; i++)
    {
      g_autoptr(InvitesEntry) entry = invites_entry_new ();

      entry->id = g_strdup_printf ("c%u", i);
      entry->email = g_strdup ("");
      entry->name = g_strdup_printf ("Contact %u", i);
      entry->account_number = g_strdup ("49002");
      entry->account_name = g_strdup ("Residential Customer");
      entry->outcome = INVITES_OUTCOME_NO_ADDRESS;
      entry->state = INVITES_DELIVERY_NONE;
      entry->skipped = INVITES_SKIP_NONE;
      json_array_add_element (items, invites_entry_to_json (entry));
    }

  return make_page (items);
}

JsonNode *
canned_wishes (guint n_wishes)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < n_wishes; i++)
    {
      g_autoptr(InvitesWish) wish = invites_wish_new ();

      wish->id = g_strdup_printf ("w%u", i);
      wish->email = g_strdup_printf ("w%u@contact.example", i);
      wish->name = g_strdup_printf ("Wisher %u", i);
      wish->account_number = g_strdup ("49002");
      wish->account_name = g_strdup ("Residential Customer");
      wish->send = g_strdup ("old");
      wish->asked_at = 1794837600;
      json_array_add_element (items, invites_wish_to_json (wish));
    }

  return make_page (items);
}

JsonNode *
canned_sends (GPtrArray *sends)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < sends->len; i++)
    json_array_add_element (items,
                            invites_send_to_json (g_ptr_array_index (sends,
                                                                     i)));

  return make_page (items);
}

/* With three who have no address, one of them merged, seven invited before. */
InvitesSend *
canned_send_new (const char       *id,
                 InvitesSendState  state,
                 guint64           n_open,
                 guint64           n_sent)
{
  InvitesSend *send = invites_send_new ();

  send->id = g_strdup (id);
  send->state = state;
  send->filter = invites_filter_new ("north");
  send->filter->bill_group = g_strdup ("monthly");
  send->filter->balance_due = TRUE;
  send->division = g_strdup ("north");
  send->division_name = g_strdup ("North");
  send->template_id = g_strdup ("invitation");
  send->template_name = g_strdup ("Portal invitation");
  send->email_from = g_strdup ("office@north.example");
  send->only_without_invitation = TRUE;
  send->prepared_by = g_strdup ("Clerk");
  send->prepared_at = 1794837600;
  if (state != INVITES_SEND_PREPARED)
    send->started_at = 1794837660;
  if (state == INVITES_SEND_HELD)
    {
      send->held_until = invites_time_now () + 8;
      send->started_at = send->held_until - 10;
    }
  if (state == INVITES_SEND_PAUSED)
    {
      send->pause_reason = INVITES_PAUSE_BY_USER;
      send->paused_at = 1794837665;
      send->paused_by = g_strdup ("Clerk");
    }
  if (state == INVITES_SEND_FINISHED || state == INVITES_SEND_STOPPED)
    send->finished_at = 1794837720;
  send->outcomes[INVITES_OUTCOME_NO_ADDRESS] = 3;
  send->outcomes[INVITES_OUTCOME_BOUNCED] = 1;
  send->outcomes[INVITES_OUTCOME_ALREADY_INVITED] = 7;
  send->outcomes[INVITES_OUTCOME_WILL_BE_SENT] = n_open + n_sent;
  send->outcomes[INVITES_OUTCOME_MERGED] = n_open + n_sent > 0 ? 1 : 0;
  send->deliveries[INVITES_DELIVERY_QUEUED] = n_open;
  send->deliveries[INVITES_DELIVERY_SENT] = n_sent;

  return send;
}
