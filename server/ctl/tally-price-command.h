// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** tally_price_command: `gridtallyctl price`: a load file under a tariff document, no database */
int tally_price_command (int argc, char **argv);

/** tally_tariff_command: `gridtallyctl tariff check|show|convert FILE…`, `diff OLD NEW` */
int tally_tariff_command (int argc, char **argv);

/** tally_tariff_read_native: Returns: (transfer full): a sound native document, or %NULL */
char *tally_tariff_read_native (const char *path, GError **error);

/** tally_tariff_diff_files: prints what changed from @before to @after, in paths and in words */
gboolean tally_tariff_diff_files (const char *before,
                                  const char *after,
                                  gboolean is_json,
                                  GError **error);

G_END_DECLS
