// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * TallyWebText:
 *
 * What the pages say in one language. Requests of one process speak different languages, so
 * the process's locale is no help: the gettext catalogue is read here and looked up by
 * request. Numbers and dates are written by the same object.
 */
typedef struct _TallyWebText TallyWebText;

/**
 * tally_web_text_new:
 * @language: "en" or "zh_CN"
 * @catalogue: (nullable): a GNU .mo file; %NULL: the source language
 *
 * Returns: (transfer full): %NULL with %TALLY_ERROR_INVALID when @catalogue is broken
 */
TallyWebText *tally_web_text_new (const char *language, GBytes *catalogue, GError **error);

void tally_web_text_free (TallyWebText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyWebText, tally_web_text_free)

/** tally_web_text_language: Returns: "en" or "zh_CN" */
const char *tally_web_text_language (const TallyWebText *self);

/** tally_web_text_say: Returns: (transfer none): @message, marked with N_(), in the language */
const char *tally_web_text_say (const TallyWebText *self, const char *message);

/**
 * tally_web_text_fill:
 * @message: marked with N_(), with places such as "{day}"
 * @...: names and values in turn, ended by %NULL
 *
 * Returns: (transfer full): the message in the language with its places filled
 */
char *tally_web_text_fill (const TallyWebText *self,
                           const char *message,
                           ...) G_GNUC_NULL_TERMINATED;

/** tally_web_text_words: Returns: (transfer none): every word of tally-web-words.h, by key */
JsonObject *tally_web_text_words (const TallyWebText *self);

/** tally_web_text_money: @minor: of @currency, two decimals; Returns: such as "¥1,234.50" */
char *tally_web_text_money (const TallyWebText *self, int64_t minor, const char *currency);

/** tally_web_text_rate: @micro: 10^-6 of the currency; two decimals or as many as it has */
char *tally_web_text_rate (const TallyWebText *self, int64_t micro, const char *currency);

/** tally_web_text_kwh: Returns: such as "1,234.5", without its unit */
char *tally_web_text_kwh (const TallyWebText *self, int64_t wh);

/** tally_web_text_quantity: @value × 10^@exponent, without the zeros at its end */
char *tally_web_text_quantity (const TallyWebText *self, int64_t value, int exponent);

/** tally_web_text_kwh_fine: for an hour: three decimals, so that no Wh is lost */
char *tally_web_text_kwh_fine (const TallyWebText *self, int64_t wh);

/** tally_web_text_base: @value × 10^@exponent of the currency, as a percentage is taken of it */
char *tally_web_text_base (const TallyWebText *self,
                           int64_t value,
                           int exponent,
                           const char *currency);

/** tally_web_text_day_of_month: Returns: such as "3 February", where the year is said already */
char *tally_web_text_day_of_month (const TallyWebText *self, const char *day);

/** tally_web_text_day: @day: "YYYY-MM-DD" or ""; Returns: such as "3 February 2026" */
char *tally_web_text_day (const TallyWebText *self, const char *day);

/** tally_web_text_month: @month: begins with "YYYY-MM"; Returns: such as "February 2026" */
char *tally_web_text_month (const TallyWebText *self, const char *month);

G_END_DECLS
