/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/widgets/invites-browser.h"

/* A policy in a meta element cannot sandbox (CSP 3, section 3.3), an iframe
 * can: no script, no form, no link into the top, no request to anywhere. */
#define PAGE                                                                   \
  "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"                      \
  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "        \
  "'none'; style-src 'unsafe-inline'; img-src data:\">"                        \
  "<meta name=\"referrer\" content=\"no-referrer\"><title>%s</title>"          \
  "<style>html,body,iframe{margin:0;border:0;width:100%%;height:100%%}"        \
  "iframe{display:block}</style></head>"                                       \
  "<body><iframe sandbox=\"\" title=\"%s\" srcdoc=\"%s\"></iframe>"            \
  "</body></html>\n"

static char *
dup_attribute (const char *text)
{
  g_autoptr(GString) escaped = g_string_new (text);

  g_string_replace (escaped, "&", "&amp;", 0);
  g_string_replace (escaped, "\"", "&quot;", 0);
  g_string_replace (escaped, "<", "&lt;", 0);
  g_string_replace (escaped, ">", "&gt;", 0);
  return g_string_free (g_steal_pointer (&escaped), FALSE);
}

static void
write_page (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  const char *page = task_data;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  /* In the cache, which a browser outside a sandbox can read, and always the
   * same file: names of customers are not left lying about in many. */
  folder = g_build_filename (g_get_user_cache_dir (), "portal-invites", NULL);
  path = g_build_filename (folder, "preview.html", NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_task_return_new_error (task, G_IO_ERROR, g_io_error_from_errno (errno),
                             "%s", g_strerror (errno));
  else if (!g_file_set_contents_full (path, page, -1,
                                      G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                      &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_filename_to_uri (path, NULL, NULL), g_free);
}

static void
launched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = NULL;

  if (!(uri = g_task_propagate_pointer (G_TASK (result), &error)))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_app_info_launch_default_for_uri_async (uri, NULL,
                                             g_task_get_cancellable (task),
                                             launched_cb,
                                             g_object_ref (task));
}

/**
 * invites_browser_wrap:
 * @html: an HTML document that need not be trusted
 * @title: the page's title
 *
 * Returns: (transfer full): a page that shows @html in a sandbox: it runs no
 *   script, sends no form and loads nothing
 */
char *
invites_browser_wrap (const char *html,
                      const char *title)
{
  g_autofree char *escaped_html = NULL;
  g_autofree char *escaped_title = NULL;

  g_return_val_if_fail (html != NULL && title != NULL, NULL);

  escaped_html = dup_attribute (html);
  escaped_title = dup_attribute (title);
  return g_strdup_printf (PAGE, escaped_title, escaped_title, escaped_html);
}

/**
 * invites_browser_show_async:
 * @html: an HTML document that need not be trusted
 * @title: the page's title
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the browser has been started
 * @user_data: for @callback
 *
 * Writes @html into a private file and opens that in the user's browser.
 */
void
invites_browser_show_async (const char          *html,
                            const char          *title,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) write = NULL;

  g_return_if_fail (html != NULL && title != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_browser_show_async);

  write = g_task_new (NULL, cancellable, written_cb, g_steal_pointer (&task));
  g_task_set_source_tag (write, write_page);
  g_task_set_task_data (write, invites_browser_wrap (html, title), g_free);
  g_task_run_in_thread (write, write_page);
}

/**
 * invites_browser_show_finish:
 * @result: what the callback got
 * @error: return location for a G_FILE_ERROR or G_IO_ERROR
 *
 * Returns: whether a browser was started
 */
gboolean
invites_browser_show_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
