// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/time/tally-zone.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * TallyGreenButton:
 *
 * Writes a Green Button file: an Atom feed whose contents follow NAESB REQ.21 ESPI (espi.xsd 4.0).
 * No I/O and no clock: text grows in a string of the caller, who may send it off and empty it
 * between any two calls, so that a feed of years needs the memory of a day. The same figures give
 * the same bytes: identifiers are made of addresses (UUID version 5).
 *
 *     g_autoptr(GString) out = g_string_new (NULL);
 *     g_autoptr(TallyGreenButton) feed = tally_green_button_new (out, base, title, updated);
 *     for each point:       tally_green_button_begin_point (feed, &point);
 *         for each channel: tally_green_button_begin_channel (feed, &channel);
 *             for each day: tally_green_button_add_day (feed, &day);  // then send out->str
 *     tally_green_button_end (feed);
 *
 * Media type "application/atom+xml"; a name such as "gridtally-POINT-2026.xml".
 */
typedef struct _TallyGreenButton TallyGreenButton;

/** Most of a value or cost: xsd Int48. */
#define TALLY_GREEN_BUTTON_MAX INT64_C (140737488355328)

/**
 * TallyGreenButtonPoint:
 * @code: of the point: the name of its ServiceDeliveryPoint, and a part of its address
 * @title: for people, UTF-8, such as the address; "" for none
 * @zone: whose clock days follow: gives LocalTimeParameters
 * @year: whose changes of the clock are told, of the newest data
 */
typedef struct {
    const char *code;
    const char *title;
    const TallyZone *zone;
    int year;
} TallyGreenButtonPoint;

/**
 * TallyGreenButtonChannel:
 * @channel: of ref.channel: 1 A+ (delivered), 2 A- (received), 3 R+, 4 R-
 * @interval_s: length of its intervals
 * @exponent: values count 10^exponent Wh or varh, -9 to 9
 * @currency: of costs, ISO 4217 number, see tally_green_button_currency(); 0: there are none
 */
typedef struct {
    int16_t channel;
    int32_t interval_s;
    int exponent;
    int currency;
} TallyGreenButtonChannel;

/**
 * TallyGreenButtonDay:
 * @start: Unix seconds of the first interval
 * @n: number of intervals: 96 quarter-hours, 92 or 100 when clocks change; 1 or more
 * @values: (array length=n): in the channel's unit
 * @qualities: (array length=n): a #TallyQuality each; a missing interval is left out of the file
 * @costs: (array length=n) (nullable): 10^-5 of the currency
 *
 * One IntervalBlock.
 */
typedef struct {
    int64_t start;
    size_t n;
    const int64_t *values;
    const uint8_t *qualities;
    const int64_t *costs;
} TallyGreenButtonDay;

/**
 * tally_green_button_new:
 * @out: (transfer none): text is added here; must outlive the writer
 * @base: address below which resources are named, such as
 *   "https://power.example/espi/1_1/resource"; it need not be served
 * @title: of the feed, for people
 * @updated: Unix seconds: take the end of the newest data or the time of its newest version,
 *   not the time of writing, and the file stays the same while the data do
 *
 * Begins a feed.
 */
TallyGreenButton *tally_green_button_new (GString *out,
                                          const char *base,
                                          const char *title,
                                          int64_t updated);

void tally_green_button_free (TallyGreenButton *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyGreenButton, tally_green_button_free)

/** tally_green_button_begin_point: writes UsagePoint and LocalTimeParameters */
void tally_green_button_begin_point (TallyGreenButton *self, const TallyGreenButtonPoint *point);

/** tally_green_button_begin_channel: writes MeterReading and ReadingType of the point begun */
void tally_green_button_begin_channel (TallyGreenButton *self,
                                       const TallyGreenButtonChannel *channel);

/**
 * tally_green_button_add_day:
 * @error: return location
 *
 * Writes an IntervalBlock of the channel begun; nothing when every interval is missing.
 *
 * Returns: %FALSE with %TALLY_ERROR_OVERFLOW when a value or cost exceeds the format
 *   (%TALLY_GREEN_BUTTON_MAX): a file of wrong figures is never written
 */
gboolean tally_green_button_add_day (TallyGreenButton *self,
                                     const TallyGreenButtonDay *day,
                                     GError **error);

/** tally_green_button_end: ends the feed; nothing may be added after it */
void tally_green_button_end (TallyGreenButton *self);

/** tally_green_button_currency: @code: such as "CNY"; Returns: its ISO 4217 number, or 0 */
int tally_green_button_currency (const char *code);

/**
 * tally_green_button_quality:
 * @quality: a #TallyQuality
 *
 * Returns: the QualityOfReading that tally_espi_quality() reads as @quality
 */
int tally_green_button_quality (uint8_t quality);

G_END_DECLS
