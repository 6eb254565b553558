// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** Most entries of a feed: a year of daily blocks of some hundred points. */
#define TALLY_ESPI_MAX_ENTRIES 200000

/** TallyEspiKind: the resource an Atom entry holds, as far as Gridtally reads it */
typedef enum {
    TALLY_ESPI_OTHER,
    TALLY_ESPI_USAGE_POINT,
    TALLY_ESPI_METER_READING,
    TALLY_ESPI_READING_TYPE,
    TALLY_ESPI_INTERVAL_BLOCK,
    TALLY_ESPI_N_KINDS
} TallyEspiKind;

/** TallyEspiField: numbers of a ReadingType; names as in the standard */
typedef enum {
    TALLY_ESPI_POWER_OF_TEN,
    TALLY_ESPI_UOM,
    TALLY_ESPI_FLOW_DIRECTION,
    TALLY_ESPI_COMMODITY,
    TALLY_ESPI_INTERVAL_LENGTH,
    TALLY_ESPI_CURRENCY,
    TALLY_ESPI_ACCUMULATION,
    TALLY_ESPI_KIND,
    TALLY_ESPI_DEFAULT_QUALITY,
    TALLY_ESPI_N_FIELDS
} TallyEspiField;

/**
 * TallyEspiReadingType:
 * @values: by #TallyEspiField; 0 where the file says nothing
 * @has: bit f is set when the file says field f
 */
typedef struct {
    int64_t values[TALLY_ESPI_N_FIELDS];
    guint has;
} TallyEspiReadingType;

/**
 * TallyEspiEntry:
 * @self: address of the resource itself; "" when the entry does not say
 * @up: address of the collection it belongs to
 * @related: (element-type utf8): addresses of what belongs to it
 * @title: of the entry
 * @point_name: of a usage point: the name of its ServiceDeliveryPoint, or ""
 * @type: of a reading type
 *
 * Valid during the call.
 */
typedef struct {
    TallyEspiKind kind;
    GString *self;
    GString *up;
    GPtrArray *related;
    GString *title;
    GString *point_name;
    TallyEspiReadingType type;
} TallyEspiEntry;

/**
 * TallyEspiReading:
 * @entry: index of the entry it stands in, 0 first
 * @block: index of its block, 0 first
 * @start: Unix seconds
 * @duration_s: 0 when neither the reading nor anything around it says
 * @is_inexact: whether its times have parts of seconds, which were cut off
 * @value: as it stands there, without power of ten and unit
 * @has_cost: whether @cost is said, in 10^-5 of the currency
 * @quality: QualityOfReading, or -1
 * @line: 1 first
 */
typedef struct {
    guint entry;
    guint block;
    int64_t start;
    int64_t duration_s;
    gboolean is_inexact;
    int64_t value;
    gboolean has_cost;
    int64_t cost;
    int quality;
    size_t line;
} TallyEspiReading;

/**
 * TallyEspiSink:
 * @entry: (nullable): takes an entry at its end
 * @reading: (nullable): takes a reading; %FALSE with @error set stops the reading
 * @fault: takes what makes the feed unreadable at a line, in an element
 */
typedef struct {
    void (*entry) (guint index, const TallyEspiEntry *entry, gpointer user_data);
    gboolean (*reading) (const TallyEspiReading *reading, gpointer user_data, GError **error);
    void (*fault) (size_t line, const char *field, const char *message, gpointer user_data);
    gpointer user_data;
} TallyEspiSink;

/** tally_espi_field_name: Returns: such as "powerOfTenMultiplier" */
const char *tally_espi_field_name (TallyEspiField field);

/**
 * tally_espi_feed_read:
 * @n_blocks: (out): IntervalBlocks met
 *
 * Reads a Green Button feed (NAESB REQ.21 ESPI in Atom) in one pass and bounded memory. A
 * document type, which could name other files or grow without end, is refused; nothing is ever
 * fetched. Faults of the file go to the sink; %FALSE means that the sink stopped the reading.
 */
gboolean tally_espi_feed_read (const char *text,
                               size_t length,
                               const TallyEspiSink *sink,
                               guint *n_blocks,
                               GError **error);

G_END_DECLS
