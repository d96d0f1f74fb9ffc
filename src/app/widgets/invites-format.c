/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <langinfo.h>
#include <locale.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "app/widgets/invites-format.h"
#include "core/invites-error.h"

/* The words of one enumeration, in its order. */
static const char *const reason_titles[INVITES_N_REASONS] = {
  [INVITES_REASON_NO_ADDRESS] = N_("No address"),
  [INVITES_REASON_INVALID_ADDRESS] = N_("Invalid address"),
  [INVITES_REASON_BOUNCED] = N_("Bounced"),
  [INVITES_REASON_OPTED_OUT] = N_("Opted out"),
};

static const char *const outcome_titles[INVITES_N_OUTCOMES] = {
  [INVITES_OUTCOME_ACCEPTED] = N_("Already accepted"),
  [INVITES_OUTCOME_NO_ADDRESS] = N_("No address"),
  [INVITES_OUTCOME_INVALID_ADDRESS] = N_("Invalid address"),
  [INVITES_OUTCOME_BOUNCED] = N_("Bounced"),
  [INVITES_OUTCOME_OPTED_OUT] = N_("Opted out"),
  [INVITES_OUTCOME_LEFT_OUT] = N_("Left out by hand"),
  [INVITES_OUTCOME_ALREADY_INVITED] = N_("Already invited"),
  [INVITES_OUTCOME_TOO_RECENT] = N_("Invited too recently"),
  [INVITES_OUTCOME_SHARED_TOO_WIDELY] = N_("Address shared too widely"),
  [INVITES_OUTCOME_MERGED] = N_("Shares a mail"),
  [INVITES_OUTCOME_WILL_BE_SENT] = N_("Will get an invitation"),
};

static const char *const delivery_titles[INVITES_N_DELIVERY_STATES] = {
  [INVITES_DELIVERY_QUEUED] = N_("Waiting"),
  [INVITES_DELIVERY_SENDING] = N_("Being sent"),
  [INVITES_DELIVERY_DEFERRED] = N_("Will be tried again"),
  [INVITES_DELIVERY_SENT] = N_("Sent"),
  [INVITES_DELIVERY_REFUSED] = N_("Refused"),
  [INVITES_DELIVERY_UNKNOWN] = N_("Not known if sent"),
  [INVITES_DELIVERY_BOUNCED] = N_("Bounced"),
  [INVITES_DELIVERY_CANCELLED] = N_("Cancelled"),
  [INVITES_DELIVERY_SKIPPED] = N_("Dropped out"),
};

static const char *const skip_titles[INVITES_N_SKIPS] = {
  [INVITES_SKIP_ACCEPTED] = N_("Accepted in the meantime"),
  [INVITES_SKIP_ALREADY_INVITED] = N_("Invited in the meantime"),
  [INVITES_SKIP_IN_ANOTHER_SEND] = N_("In another send"),
  [INVITES_SKIP_TOO_RECENT] = N_("Invited too recently"),
  [INVITES_SKIP_OPTED_OUT] = N_("Opted out in the meantime"),
  [INVITES_SKIP_BOUNCED] = N_("Bounced in the meantime"),
  [INVITES_SKIP_ADDRESS_CHANGED] = N_("Address changed"),
};

static const char *const send_titles[INVITES_N_SEND_STATES] = {
  [INVITES_SEND_PREPARED] = N_("Not started"),
  [INVITES_SEND_HELD] = N_("On hold"),
  [INVITES_SEND_SENDING] = N_("Sending"),
  [INVITES_SEND_PAUSED] = N_("Paused"),
  [INVITES_SEND_STOPPED] = N_("Stopped"),
  [INVITES_SEND_FINISHED] = N_("Finished"),
};

static const char *const event_titles[INVITES_N_ADDRESS_EVENTS] = {
  [INVITES_ADDRESS_BOUNCED] = N_("A mail came back"),
  [INVITES_ADDRESS_BOUNCE_LIFTED] = N_("Bounce lifted"),
  [INVITES_ADDRESS_OPTED_OUT] = N_("Opted out"),
  [INVITES_ADDRESS_OPT_OUT_LIFTED] = N_("Opt-out lifted"),
  [INVITES_ADDRESS_DELAYED] = N_("A mail was delayed on its way"),
  [INVITES_ADDRESS_ASKED_FOR_LINK] = N_("Asked for a new link"),
};

/* One sentence for each code that needs no more than its sentence. */
static const char *const error_sentences[] = {
  [INVITES_ERROR_INTERNAL]
    = N_("The service had an error of its own. Nothing was changed."),
  [INVITES_ERROR_BAD_CREDENTIALS]
    = N_("The user name or the password is not right."),
  [INVITES_ERROR_SIGNED_OUT]
    = N_("Your sign-in has ended. Sign in again to go on."),
  [INVITES_ERROR_PERMISSION_REQUIRED]
    = N_("You do not have the permission for this. Ask your administrator."),
  [INVITES_ERROR_MALFORMED]
    = N_("The service did not understand the request."),
  [INVITES_ERROR_MISSING] = N_("Something that the service needs is missing."),
  [INVITES_ERROR_UNKNOWN]
    = N_("The service does not know something that was asked."),
  [INVITES_ERROR_INVALID]
    = N_("The service did not accept one of the values."),
  [INVITES_ERROR_NOT_FOUND]
    = N_("This is not there any more, or it is not yours to see."),
  [INVITES_ERROR_METHOD_NOT_ALLOWED]
    = N_("The service does not offer this. It may be an older version."),
  [INVITES_ERROR_NOT_ACCEPTABLE]
    = N_("The service cannot give this list in the form that was asked."),
  [INVITES_ERROR_SEND_DIFFERS]
    = N_("This send was prepared with other choices. Prepare it again."),
  [INVITES_ERROR_SEND_LAPSED]
    = N_("This send was prepared more than 24 hours ago. Prepare it again."),
  [INVITES_ERROR_SENDER_NOT_ALLOWED]
    = N_("The sender address is not allowed for this division any more."),
  [INVITES_ERROR_TEMPLATE_RETIRED]
    = N_("The notification template is not in use any more. Choose another."),
  [INVITES_ERROR_CONFLICT]
    = N_("This cannot be done in the state that things are in now."),
  [INVITES_ERROR_TOO_LARGE] = N_("The request is too large for the service."),
  [INVITES_ERROR_TOO_MANY_ATTEMPTS]
    = N_("Too many attempts. Wait a little and try again."),
  [INVITES_ERROR_UNAVAILABLE]
    = N_("The service is busy or not working now. Try again in a moment."),
  [INVITES_ERROR_OFFLINE]
    = N_("The service cannot be reached. Check the network connection."),
  [INVITES_ERROR_TIMED_OUT] = N_("The service did not answer in time."),
  [INVITES_ERROR_BAD_ANSWER]
    = N_("The answer was not one of a Portal Invites service."),
  [INVITES_ERROR_INSECURE]
    = N_("The address must begin with https: without it, anybody on the way "
         "could read along."),
  [INVITES_ERROR_CERTIFICATE]
    = N_("The service could not prove who it is. Ask your administrator."),
  [INVITES_ERROR_NOT_REMEMBERED] = N_("Sign-in will not be remembered."),
};

/* The fields of the API that stand on the screen under a name of their own. */
static const struct
{
  const char *field;
  const char *title;
} field_titles[] = {
  { "division", N_("Account division") },
  { "account_class", N_("Account class") },
  { "bill_group", N_("Bill group") },
  { "account_source", N_("Account source") },
  { "site_source", N_("Site source") },
  { "email_from", N_("Email from") },
  { "template", N_("Notification template") },
  { "search", N_("Search") },
  { "username", N_("User name") },
  { "password", N_("Password") },
};

static const char *
find_field_title (const char *field)
{
  for (guint i = 0; field != NULL && i < G_N_ELEMENTS (field_titles); i++)
    if (g_str_equal (field, field_titles[i].field))
      return _(field_titles[i].title);

  return NULL;
}

static char *
format_field_error (int         code,
                    const char *title)
{
  if (code == INVITES_ERROR_MISSING)
    /* Translators: %s is the title of a field, as "Email from". */
    return g_strdup_printf (_("“%s” is missing."), title);
  if (code == INVITES_ERROR_UNKNOWN)
    return g_strdup_printf (_("The service does not know this choice of “%s”."),
                            title);

  return g_strdup_printf (_("The service did not accept “%s”."), title);
}

static char *
format_retry_after (guint seconds)
{
  guint minutes = (seconds + 59) / 60;

  if (seconds < 60)
    return g_strdup_printf (ngettext ("Too many attempts. Try again in %u "
                                      "second.",
                                      "Too many attempts. Try again in %u "
                                      "seconds.",
                                      seconds),
                            seconds);

  return g_strdup_printf (ngettext ("Too many attempts. Try again in %u "
                                    "minute.",
                                    "Too many attempts. Try again in %u "
                                    "minutes.",
                                    minutes),
                          minutes);
}

/* Whether the user's locale counts hours to twelve, twice a day. */
static gboolean
has_half_days (void)
{
  const char *clock = nl_langinfo (T_FMT);

  return *nl_langinfo (AM_STR) != '\0'
         && (strstr (clock, "%r") != NULL || strstr (clock, "%I") != NULL
             || strstr (clock, "%l") != NULL);
}

/* Whether it names the month first. That of no country does so as well, and
 * means nobody by it. */
static gboolean
has_month_first (void)
{
  const char *name = setlocale (LC_TIME, NULL);

  return g_str_has_prefix (nl_langinfo (D_FMT), "%m")
         && g_strcmp0 (name, "POSIX") != 0 && !g_str_equal (name, "C")
         && !g_str_has_prefix (name, "C.");
}

static const char *
get_time_format (void)
{
  if (has_month_first () && has_half_days ())
    /* Translators: a date and a time, as in g_date_time_format(), where the
     * month comes first and the clock goes to 12: "Nov 10, 2025, 2:43 PM". */
    return _("%b %-d, %Y, %-I:%M %p");
  if (has_month_first ())
    /* Translators: a date and a time, as in g_date_time_format(), where the
     * month comes first: "Nov 10, 2025, 14:43". */
    return _("%b %-d, %Y, %H:%M");
  if (has_half_days ())
    /* Translators: a date and a time, as in g_date_time_format(), where the
     * clock goes to 12: "10 Nov 2025, 2:43 PM". */
    return _("%-d %b %Y, %-I:%M %p");

  /* Translators: a date and a time, as in g_date_time_format(). */
  return _("%-d %b %Y, %H:%M");
}

static const char *
get_clock_format (void)
{
  if (has_half_days ())
    /* Translators: a time of day, as in g_date_time_format(), where the clock
     * goes to 12: "2:43 PM". */
    return _("%-I:%M %p");

  /* Translators: a time of day, as in g_date_time_format(). */
  return _("%H:%M");
}

static char *
format_at (InvitesTime  time,
           GTimeZone   *time_zone,
           const char  *format)
{
  g_autoptr(GDateTime) utc = NULL;
  g_autoptr(GDateTime) there = NULL;

  if (time == INVITES_TIME_NONE)
    return g_strdup ("–");
  if ((utc = g_date_time_new_from_unix_utc (time)) == NULL)
    return g_strdup ("–");

  there = time_zone != NULL ? g_date_time_to_timezone (utc, time_zone)
                            : g_date_time_to_local (utc);
  return g_date_time_format (there, format);
}

static const char *
find_title (const char *const *titles,
            int                n_titles,
            int                value)
{
  return value >= 0 && value < n_titles ? _(titles[value]) : "–";
}

/**
 * invites_format_number:
 * @number: any number
 *
 * Returns: (transfer full): @number with the grouping of the user's locale
 */
char *
invites_format_number (guint64 number)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, number);
}

/**
 * invites_format_contacts:
 * @number: how many
 *
 * Returns: (transfer full): "1 contact", "1,204 contacts"
 */
char *
invites_format_contacts (guint64 number)
{
  g_autofree char *digits = invites_format_number (number);

  /* Translators: %s is a number. */
  return g_strdup_printf (ngettext ("%s contact", "%s contacts", number),
                          digits);
}

/**
 * invites_format_total:
 * @number: how many contacts a list has
 * @as_of: when they were counted, or %INVITES_TIME_NONE
 * @time_zone: (nullable): where it is shown, or %NULL for the user's own
 *
 * Returns: (transfer full): "1,204 contacts, as of 14:03"
 */
char *
invites_format_total (guint64      number,
                      InvitesTime  as_of,
                      GTimeZone   *time_zone)
{
  g_autofree char *contacts = invites_format_contacts (number);
  g_autofree char *clock = NULL;

  if (as_of == INVITES_TIME_NONE)
    return g_steal_pointer (&contacts);

  clock = invites_format_clock (as_of, time_zone);
  /* Translators: "1,204 contacts", and a time of day. */
  return g_strdup_printf (_("%s, as of %s"), contacts, clock);
}

/**
 * invites_format_time:
 * @time: seconds since 1970 in UTC, or %INVITES_TIME_NONE
 * @time_zone: (nullable): where it is shown, or %NULL for the user's own
 *
 * Returns: (transfer full): "10 Nov 2025, 14:43" as the user's locale has
 *   it, or a dash for none
 */
char *
invites_format_time (InvitesTime  time,
                     GTimeZone   *time_zone)
{
  return format_at (time, time_zone, get_time_format ());
}

/**
 * invites_format_clock:
 * @time: seconds since 1970 in UTC, or %INVITES_TIME_NONE
 * @time_zone: (nullable): where it is shown, or %NULL for the user's own
 *
 * Returns: (transfer full): "14:03" as the user's locale has it, or a dash
 *   for none
 */
char *
invites_format_clock (InvitesTime  time,
                      GTimeZone   *time_zone)
{
  return format_at (time, time_zone, get_clock_format ());
}

/**
 * invites_format_attempts:
 * @attempts: how often a mail was tried
 *
 * Returns: (transfer full): "tried once", "tried 3 times"
 */
char *
invites_format_attempts (guint attempts)
{
  if (attempts == 1)
    return g_strdup (_("tried once"));

  return g_strdup_printf (ngettext ("tried %u time", "tried %u times",
                                    attempts),
                          attempts);
}

/**
 * invites_format_link_label:
 * @title: what is counted, as "Invite acceptance pending"
 * @number: how many
 *
 * What a screen reader says of a number that is a link.
 *
 * Returns: (transfer full): "Invite acceptance pending, 22 contacts, show
 *   details"
 */
char *
invites_format_link_label (const char *title,
                           guint64     number)
{
  g_autofree char *contacts = NULL;

  g_return_val_if_fail (title != NULL, NULL);

  contacts = invites_format_contacts (number);
  /* Translators: title of a number, and "22 contacts". */
  return g_strdup_printf (_("%s, %s, show details"), title, contacts);
}

/**
 * invites_format_error:
 * @error: what a call ended with
 *
 * Words of the service are never shown: they are English and meant for
 * programs. Those of GLib about files are the user's language already.
 *
 * Returns: (transfer full): one sentence for the user
 */
char *
invites_format_error (const GError *error)
{
  const char *title;
  guint seconds;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == G_IO_ERROR || error->domain == G_FILE_ERROR)
    return g_strdup (error->message);
  if (error->domain != INVITES_ERROR
      || (guint) error->code >= G_N_ELEMENTS (error_sentences))
    return g_strdup (_("Something went wrong. Nothing was changed."));

  title = find_field_title (invites_error_get_field (error));
  if (title != NULL
      && (error->code == INVITES_ERROR_MISSING
          || error->code == INVITES_ERROR_UNKNOWN
          || error->code == INVITES_ERROR_INVALID))
    return format_field_error (error->code, title);

  seconds = invites_error_get_retry_after (error);
  if (error->code == INVITES_ERROR_TOO_MANY_ATTEMPTS && seconds > 0)
    return format_retry_after (seconds);

  return g_strdup (_(error_sentences[error->code]));
}

/**
 * invites_group_title:
 * @group: a group, or -1 for all contacts
 *
 * Returns: (transfer none): the label of its count
 */
const char *
invites_group_title (InvitesGroup group)
{
  switch ((int) group)
    {
    case INVITES_GROUP_ACCEPTED:
      return _("Portal invite accepted");

    case INVITES_GROUP_PENDING:
      return _("Invite acceptance pending");

    case INVITES_GROUP_NOT_SENT:
      return _("Portal invite not sent");

    case INVITES_GROUP_CANNOT_BE_INVITED:
      return _("Cannot be invited");

    default:
      return _("Total contacts");
    }
}

/**
 * invites_reason_title:
 * @reason: why somebody cannot be invited
 *
 * Returns: (transfer none): it in words
 */
const char *
invites_reason_title (InvitesReason reason)
{
  return find_title (reason_titles, INVITES_N_REASONS, (int) reason);
}

/**
 * invites_outcome_title:
 * @outcome: what a send decided of a contact
 *
 * Returns: (transfer none): it in words
 */
const char *
invites_outcome_title (InvitesOutcome outcome)
{
  return find_title (outcome_titles, INVITES_N_OUTCOMES, (int) outcome);
}

/**
 * invites_delivery_state_title:
 * @state: how far a mail has come
 *
 * Returns: (transfer none): it in words
 */
const char *
invites_delivery_state_title (InvitesDeliveryState state)
{
  return find_title (delivery_titles, INVITES_N_DELIVERY_STATES, (int) state);
}

/**
 * invites_skip_title:
 * @skip: why a mail dropped out after it was prepared
 *
 * Returns: (transfer none): it in words
 */
const char *
invites_skip_title (InvitesSkip skip)
{
  return find_title (skip_titles, INVITES_N_SKIPS, (int) skip);
}

/**
 * invites_send_state_title:
 * @state: how far a send has come
 *
 * Returns: (transfer none): it in words
 */
const char *
invites_send_state_title (InvitesSendState state)
{
  return find_title (send_titles, INVITES_N_SEND_STATES, (int) state);
}

/**
 * invites_address_event_title:
 * @event: what happened to an address
 *
 * Returns: (transfer none): it in words
 */
const char *
invites_address_event_title (InvitesAddressEvent event)
{
  return find_title (event_titles, INVITES_N_ADDRESS_EVENTS, (int) event);
}
