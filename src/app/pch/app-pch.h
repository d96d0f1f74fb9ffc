/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nearly every file of the window includes, read once. */
#include <adwaita.h>
#include <glib/gi18n.h>
