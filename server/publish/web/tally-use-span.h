// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/web/tally-account-book.h"

G_BEGIN_DECLS

/* What the page of use shows: a stretch of time, cut into steps. */

/** Most days of an own range. */
#define TALLY_USE_MAX_DAYS 366

typedef enum {
    TALLY_USE_DAY,
    TALLY_USE_WEEK, /* Monday to Sunday */
    TALLY_USE_MONTH,
    TALLY_USE_YEAR,
    TALLY_USE_RANGE,
    TALLY_USE_N_KINDS
} TallyUseKind;

typedef enum {
    TALLY_USE_BY_INTERVAL,
    TALLY_USE_BY_HOUR,
    TALLY_USE_BY_DAY,
    TALLY_USE_BY_MONTH,
} TallyUseStep;

typedef struct {
    TallyUseKind kind;
    TallyDays days;
    TallyUseStep step;
    gboolean is_money; /* of the picture; the table has both */
} TallyUseSpan;

/** TallyUseFault: what is wrong with an address; the page says it in words */
typedef enum {
    TALLY_USE_FINE,
    TALLY_USE_NO_DATE,   /* not a date */
    TALLY_USE_BACKWARDS, /* the last day is before the first */
    TALLY_USE_TOO_LONG,  /* over %TALLY_USE_MAX_DAYS days */
} TallyUseFault;

/** tally_use_kind_name: Returns: the name of the field in an address: "day", "week" … */
const char *tally_use_kind_name (TallyUseKind kind);

/**
 * tally_use_span_read:
 * @kind: of @first
 * @first: "2026-11-05", of a month "2026-11", of a year "2026"
 * @last: (nullable): of a range: its last day
 * @span: (out): days and step
 */
TallyUseFault tally_use_span_read (TallyUseKind kind,
                                   const char *first,
                                   const char *last,
                                   TallyUseSpan *span);

/** tally_use_span_months: Returns: the whole months @span lies in */
TallyDays tally_use_span_months (const TallyUseSpan *span);

/** tally_use_span_address: Returns: (transfer full): of the page; @n: so many spans later */
char *tally_use_span_address (const TallyUseSpan *span, int n);

/**
 * TallyUseSum: what came together in one step
 * @n: intervals that have happened
 * @quality: of all of them when it is the same, else -1
 * @is_open: whether part of it is of the day that has not closed
 * @is_to_come: nothing of it has happened
 */
typedef struct {
    int64_t wh;
    int64_t export_wh;
    int64_t minor;
    size_t n;
    size_t n_missing;
    size_t n_estimated;
    size_t n_edited;
    int quality;
    gboolean is_open;
    gboolean is_to_come;
} TallyUseSum;

/**
 * tally_use_sum:
 * @day: a local day
 * @from_s, @to_s: seconds after its beginning; 0 and 0: the whole day
 * @sum: (inout): added to
 *
 * Adds what every agreement of @book had.
 */
void tally_use_sum (const TallyAccountBook *book,
                    TallyDay day,
                    int32_t from_s,
                    int32_t to_s,
                    TallyUseSum *sum);

/** TallyUseRow: one step; @start, @end: seconds since 1970 UTC */
typedef struct {
    int64_t start;
    int64_t end;
    TallyUseSum sum;
} TallyUseRow;

/**
 * tally_use_rows:
 *
 * Returns: (transfer full) (element-type TallyUseRow): @span in steps of @span->step, none of
 *   them after now
 */
GArray *tally_use_rows (const TallyAccountBook *book, const TallyUseSpan *span);

/** tally_use_interval: Returns: seconds of the coarsest intervals of @book; 900 without any */
int32_t tally_use_interval (const TallyAccountBook *book);

/** tally_use_step_read: Returns: %FALSE unless @name is "interval", "hour", "day" or "month" */
gboolean tally_use_step_read (const char *name, TallyUseStep *step);

/** tally_use_sum_days: the same over days */
void tally_use_sum_days (const TallyAccountBook *book, TallyDays days, TallyUseSum *sum);

G_END_DECLS
