// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * TallyFigure: what a member of a struct means, and so how a person reads it.
 *
 * Text is `char *`; all others are `int64_t` in the unit that is named first.
 */
typedef enum {
    TALLY_FIGURE_TEXT,
    TALLY_FIGURE_WORD,    /* a code, shown as a word of the person's language */
    TALLY_FIGURE_DAY,     /* "YYYY-MM-DD", shown as it is: it sorts and is never misread */
    TALLY_FIGURE_INSTANT, /* Unix seconds, local date and time; 0 is shown as a dash */
    TALLY_FIGURE_COUNT,
    TALLY_FIGURE_MWH,     /* Wh, in MWh with 3 decimals */
    TALLY_FIGURE_KWH,     /* Wh, in kWh with 2 decimals */
    TALLY_FIGURE_MONEY,   /* minor units, with 2 decimals */
    TALLY_FIGURE_RATE,    /* millionths, with 4 decimals */
    TALLY_FIGURE_PERCENT, /* millionths, in percent with 2 decimals */
    TALLY_FIGURE_KV,      /* V, in kV with 1 decimal */
} TallyFigure;

/** tally_figure_is_number: Returns: whether it is aligned to the right */
gboolean tally_figure_is_number (TallyFigure figure);

/**
 * tally_figure_text:
 * @member: points to the value
 *
 * Returns: (transfer full): for a person, without unit
 */
char *tally_figure_text (TallyFigure figure, gconstpointer member);

/** tally_figure_plain: Returns: (transfer full): for a file: no groups, a point, ISO times */
char *tally_figure_plain (TallyFigure figure, gconstpointer member);

/** tally_figure_compare: orders as a person expects: numbers by size, text by language */
int tally_figure_compare (TallyFigure figure, gconstpointer a, gconstpointer b);

/** tally_figure_of: tally_figure_text() of a value at hand */
char *tally_figure_of (TallyFigure figure, int64_t value);

/** tally_figure_decimal: @value × 10^-@scale in the style of the person's language */
char *tally_figure_decimal (int64_t value, int scale, int decimals);

/** tally_figure_tick: a mark on a scale whose marks are @step apart, with no idle decimals */
char *tally_figure_tick (TallyFigure figure, int64_t value, int64_t step);

/**
 * tally_figure_period:
 * @first: a day
 * @end: the day after the last
 *
 * Returns: (transfer full): "2026-09" when it is a month, else "2026-09-01 – 2026-09-14"
 */
char *tally_figure_period (const char *first, const char *end);

/**
 * tally_figure_word:
 * @code: (nullable): a code of the server, such as "four-eyes"
 *
 * Returns: it in the language of the person; an unknown code is returned as it is
 */
const char *tally_figure_word (const char *code);

/**
 * tally_figure_shown:
 * @n_sent: rows that came, of which @n_shown pass the filters
 * @total: rows there are; no more than @n_sent when all came
 *
 * Returns: (transfer full): "12 of 240", or "12 of the first 10,000 of 27,311"
 */
char *tally_figure_shown (gint64 n_shown, gint64 n_sent, gint64 total);

G_END_DECLS
