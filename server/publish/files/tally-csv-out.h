// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/files/tally-interval-out.h"

G_BEGIN_DECLS

/** tally_csv_out_begin: appends the names of the columns of data/formats/csv.md */
void tally_csv_out_begin (GString *out);

/** tally_csv_out_add: appends a line for each interval, missing ones too */
void tally_csv_out_add (GString *out, const TallyIntervalOut *series);

/** tally_csv_out_field: appends @text, in quotes where a comma, quote or line end needs them */
void tally_csv_out_field (GString *out, const char *text);

/** tally_csv_out_instant: appends @instant, Unix seconds, as ISO 8601 with its offset in @zone */
void tally_csv_out_instant (GString *out, const TallyZone *zone, int64_t instant);

/** tally_csv_out_channel: Returns: "A+", "A-", "R+" or "R-"; "" for any other channel */
const char *tally_csv_out_channel (int16_t channel);

G_END_DECLS
