/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* start-time PROGRAM [ARGUMENT…]: starts it and prints the milliseconds until
 * its first window is mapped, and until that shows something: some hundred
 * pixels that differ from the middle one; then, when it has come to rest, the
 * KiB of memory that it has to itself, and those together with what it shares:
 * Private_* and Rss of proc_pid_smaps_rollup(5). */

#define LIMIT_MS 20000.0
#define DRAWN_PIXELS 400
#define REST_MS 1000.0

static double
now_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec * 1e-6;
}

/* A window may go while it is looked at. */
static int
ignore_error (Display     *display,
              XErrorEvent *event)
{
  return 0;
}

static pid_t
start (char **argv)
{
  pid_t pid = fork ();

  if (pid == 0)
    {
      setpgid (0, 0);
      if (!freopen ("/dev/null", "w", stdout)
          || !freopen ("/dev/null", "w", stderr))
        _exit (1);
      execvp (argv[0], argv);
      _exit (127);
    }
  return pid;
}

/* The first mapped window of a size to look at, or None. */
static Window
find_mapped (Display *display)
{
  while (XPending (display))
    {
      XEvent event;
      XWindowAttributes attributes;

      XNextEvent (display, &event);
      if (event.type == MapNotify
          && XGetWindowAttributes (display, event.xmap.window, &attributes)
          && attributes.width > 50 && attributes.height > 50)
        return event.xmap.window;
    }
  return None;
}

static int
is_drawn (Display *display,
          Window   window)
{
  XWindowAttributes attributes;
  XImage *image;
  unsigned long middle;
  int different = 0;

  if (!XGetWindowAttributes (display, window, &attributes))
    return 0;
  image = XGetImage (display, window, 0, 0, (unsigned) attributes.width,
                     (unsigned) attributes.height, AllPlanes, ZPixmap);
  if (image == NULL)
    return 0;
  middle = XGetPixel (image, attributes.width / 2, attributes.height / 2);
  for (int y = 0; y < attributes.height && different < DRAWN_PIXELS; y += 2)
    for (int x = 0; x < attributes.width; x += 2)
      different += XGetPixel (image, x, y) != middle;
  XDestroyImage (image);
  return different >= DRAWN_PIXELS;
}

/* The sum of the lines that begin with that, in KiB. */
static long
read_memory (pid_t       pid,
             const char *field)
{
  char line[256];
  long sum = 0, kib;
  FILE *file;

  snprintf (line, sizeof line, "/proc/%d/smaps_rollup", (int) pid);
  file = fopen (line, "r");
  if (file == NULL)
    return 0;
  while (fgets (line, sizeof line, file) != NULL)
    if (strncmp (line, field, strlen (field)) == 0
        && sscanf (strchr (line, ':') + 1, "%ld", &kib) == 1)
      sum += kib;
  fclose (file);
  return sum;
}

int
main (int    argc,
      char **argv)
{
  Display *display = XOpenDisplay (NULL);
  Window window = None;
  double begin, mapped = 0, drawn = 0;
  long own = 0, all = 0;
  pid_t pid;

  if (display == NULL || argc < 2)
    return 2;
  XSetErrorHandler (ignore_error);
  XSelectInput (display, DefaultRootWindow (display), SubstructureNotifyMask);
  XSync (display, False);

  begin = now_ms ();
  pid = start (argv + 1);
  while (drawn == 0 && now_ms () - begin < LIMIT_MS)
    {
      if (window == None && (window = find_mapped (display)) != None)
        mapped = now_ms () - begin;
      if (window != None && is_drawn (display, window))
        drawn = now_ms () - begin;
      usleep (500);
    }
  if (drawn != 0)
    {
      usleep ((useconds_t) (REST_MS * 1e3));
      own = read_memory (pid, "Private_");
      all = read_memory (pid, "Rss:");
    }
  kill (-pid, SIGKILL);
  waitpid (pid, NULL, 0);
  printf ("%.1f %.1f %ld %ld\n", mapped, drawn, own, all);
  return drawn == 0;
}
