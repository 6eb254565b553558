// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-stamp-calc.h"

G_BEGIN_DECLS

/** Most columns with values, and columns that make up a stamp. */
#define TALLY_CSV_MAX_VALUES 8
#define TALLY_CSV_MAX_STAMPS 2

/**
 * TallyCsvColumn:
 * @name: (nullable): of the column, in the encoding of the file
 * @number: 1 first, columns without names; 0: by name
 * @text: (nullable): what holds for every line instead of a column
 * @words: (nullable) (element-type utf8 utf8): what the file writes -> what we write
 * @otherwise: (nullable): for what is none of @words; %NULL: refused
 */
typedef struct {
    char *name;
    int number;
    char *text;
    GHashTable *words;
    char *otherwise;
} TallyCsvColumn;

/**
 * TallyCsvValue:
 * @channel: "A+", "A-", "R+" or "R-"; %NULL: as the channel column says
 * @unit: of energy, or of power: kW over the interval is then taken as energy
 * @exponent: values count 10^exponent of @unit, -9 to 9
 */
typedef struct {
    TallyCsvColumn column;
    char *channel;
    char *unit;
    int exponent;
} TallyCsvValue;

/**
 * TallyCsvMapping:
 *
 * How another system's CSV is to be read: data/formats/csv-mapping.md. @json is what it was
 * made of.
 */
struct _TallyCsvMapping {
    char *json;
    char delimiter;
    char decimal;
    char thousands; /* 0: none */
    int skip_lines;
    gboolean has_header;
    TallyCsvColumn stamps[TALLY_CSV_MAX_STAMPS];
    int n_stamps;
    char *pattern;
    const TallyZone *zone; /* NULL: the stamps say their offset */
    gboolean is_end;       /* stamps mark the end of the interval */
    int32_t interval_s;
    TallyCsvColumn point;
    TallyCsvColumn channel;
    TallyCsvColumn serial;
    TallyCsvColumn quality;
    TallyCsvValue values[TALLY_CSV_MAX_VALUES];
    int n_values;
};

/**
 * tally_csv_mapping_parse:
 * @json: UTF-8
 * @error: return location: names line and path of the fault
 */
TallyCsvMapping *tally_csv_mapping_parse (const char *json, gssize length, GError **error);

void tally_csv_mapping_free (TallyCsvMapping *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyCsvMapping, tally_csv_mapping_free)

G_END_DECLS
