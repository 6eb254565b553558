// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** CaseText: the bytes of a file */
typedef struct {
    const char *text;
    size_t length;
} CaseText;

/**
 * case_run_channels:
 * @expected: {"strict": {…}, "lenient": {…}}, each {"header", "channels": {"POINT/STREAM": {n,
 *   sum, uom, first, last_end, quality: {CODE: n}}}} or {"error": …} where it must be refused
 * @line: gets what was expected and got
 *
 * A file of channels: NEM12, NEM13, MSCONS or CSV, told by its content.
 */
gboolean case_run_channels (CaseText text, JsonObject *expected, GString *line);

/**
 * case_run_feed:
 * @expected: {blocks, readings, sum_value_raw, sum_cost_raw_1e-5, first_start_epoch,
 *   last_end_epoch, duplicate_starts, reading_types: […], quality: {CODE: n}} or {"error": …}
 *
 * A Green Button feed.
 */
gboolean case_run_feed (CaseText text, JsonObject *expected, GString *line);

/** case_mismatch: notes that @field was @got instead of @wanted; Returns: %FALSE */
gboolean case_mismatch (GString *line, const char *field, const char *wanted, const char *got);

G_END_DECLS
