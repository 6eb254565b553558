// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/money/tally-exact.h"
#include "shared/time/tally-calendar.h"

G_BEGIN_DECLS

/**
 * TallyTariff:
 *
 * A tariff document, read and checked, never changed afterwards; any thread
 * may use it. The document is described by data/schemas/tariff-v1.schema.json;
 * every rate in it is a decimal string, so no binary fraction ever decides a
 * price.
 */
typedef struct _TallyTariff TallyTariff;

TallyTariff *tally_tariff_ref (TallyTariff *tariff);
void tally_tariff_unref (TallyTariff *tariff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyTariff, tally_tariff_unref)

/**
 * tally_tariff_parse:
 * @text: a native document (JSON, UTF-8)
 * @length: bytes of @text, or -1 when it ends with a zero byte
 * @error: return location
 *
 * Strict: unknown or repeated fields, gaps or overlaps in a schedule, tiers
 * that contradict each other and missing rates are refused. Messages begin
 * with the line and JSON path, for example
 * "line 12, $.components[2].rates[0].rate: “1,5” is not a number of up to 18 digits".
 *
 * Returns: (transfer full): the tariff, or %NULL with %TALLY_ERROR_INVALID
 */
TallyTariff *tally_tariff_parse (const char *text, gssize length, GError **error);

/**
 * tally_tariff_check:
 * @text: a native document that is new, not yet signed off
 * @length: bytes of @text, or -1
 * @error: return location
 *
 * As tally_tariff_parse(), and refuses what documents that were signed off may say and have to go
 * on to: a true-up of a method that pays at once or with members that do nothing there, and beside
 * net metering a second energy component, tiers of its energy in time order, or two components
 * whose tiers count the year.
 *
 * Returns: (transfer full): the tariff, or %NULL with %TALLY_ERROR_INVALID
 */
TallyTariff *tally_tariff_check (const char *text, gssize length, GError **error);

/** tally_tariff_is_native: whether @text, which may be no JSON at all, names a native format */
gboolean tally_tariff_is_native (const char *text, gssize length);

/**
 * tally_tariff_read:
 * @text: a native document or an OpenEI record
 * @length: bytes of @text, or -1
 * @error: return location
 *
 * As tally_tariff_parse(), but takes an OpenEI URDB record too, which is told
 * by its fields and converted with tally_tariff_from_urdb().
 *
 * Returns: (transfer full): the tariff, or %NULL with %TALLY_ERROR_INVALID
 */
TallyTariff *tally_tariff_read (const char *text, gssize length, GError **error);

/**
 * tally_tariff_from_urdb:
 * @text: one OpenEI URDB record, or the service's answer with one item
 *
 * Converts the record to a native document. What a native document cannot say
 * is refused with the field's name, never dropped. Numbers are taken from
 * their own text, not from a binary fraction.
 *
 * Returns: (transfer full): the native document's text, or %NULL with %TALLY_ERROR_INVALID
 */
char *tally_tariff_from_urdb (const char *text, gssize length, GError **error);

/** tally_calendar_parse: reads data/calendars/NAME.json (calendar-v1.schema.json) */
TallyCalendar *tally_calendar_parse (const char *text, gssize length, GError **error);

const char *tally_tariff_get_code (const TallyTariff *tariff);

/** tally_tariff_get_name: @language: "en", "zh_CN"; falls back to "en" */
const char *tally_tariff_get_name (const TallyTariff *tariff, const char *language);

const char *tally_tariff_get_currency (const TallyTariff *tariff);

/** tally_tariff_get_digits: Returns: decimals of the currency's minor unit */
int tally_tariff_get_digits (const TallyTariff *tariff);

/** tally_tariff_get_time_zone: Returns: (nullable): when the document names one */
const char *tally_tariff_get_time_zone (const TallyTariff *tariff);

/** tally_tariff_get_calendar: Returns: (nullable): name of the holiday calendar it counts on */
const char *tally_tariff_get_calendar (const TallyTariff *tariff);

/** tally_tariff_get_year: Returns: the billing year that @day is in */
TallyDays tally_tariff_get_year (const TallyTariff *tariff, TallyDay day);

/** tally_tariff_get_look_back: Returns: most months a ratchet looks back; 0 without */
int tally_tariff_get_look_back (const TallyTariff *tariff);

/**
 * tally_tariff_counts_stay: Returns: whether it matters how long a customer is supplied: tiers or
 *   bounds by the year, or credits that are settled when the customer leaves
 */
gboolean tally_tariff_counts_stay (const TallyTariff *tariff);

/** tally_tariff_get_valid: days on which the document holds */
TallyDays tally_tariff_get_valid (const TallyTariff *tariff);

G_END_DECLS
