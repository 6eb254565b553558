// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tally_log_start:
 * @as_json: a JSON object a line in place of `key="value"` pairs
 * @is_verbose: debug messages too
 *
 * From now on everything that is logged goes to standard error as one line a
 * message, with its fields; to the journal when standard error is one.
 */
void tally_log_start (gboolean as_json, gboolean is_verbose);

/**
 * tally_log_format:
 * @level: of the message
 * @fields: (array length=n_fields): as GLib gives them to a writer
 * @n_fields: number of @fields
 * @at_us: when, microseconds since 1970
 * @as_json: which form
 *
 * Returns: (transfer full): one line with its end
 */
char *tally_log_format (GLogLevelFlags level,
                        const GLogField *fields,
                        gsize n_fields,
                        gint64 at_us,
                        gboolean as_json);

G_END_DECLS
