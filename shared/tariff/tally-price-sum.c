// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-work.h"

/* What is left of the segment, and where its sums go. */
typedef struct {
    size_t segment;
    uint64_t room;
    uint64_t *sums;
} Run;

static uint64_t
room_of (const TallyPriceWork *work, size_t segment)
{
    int64_t before = segment == 0 ? 0 : work->limits[segment - 1];
    int64_t end = segment + 1 < work->n_segments ? work->limits[segment] : INT64_MAX;

    return (uint64_t) (end - before);
}

/* Splits an interval over the limits it crosses, or puts it whole into the tier
 * it ends in, as the tariff says. Comes here too for a negative
 * value, which is larger than any room when read without sign. */
static gboolean
cross (TallyPriceWork *work, size_t interval, uint8_t cell, Run *run, GError **error)
{
    uint64_t value = (uint64_t) work->input->import[interval];
    uint64_t given = 0;

    if (work->input->import[interval] < 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "interval %zu is negative", interval);
        return FALSE;
    }
    while (value > run->room) {
        if (run->segment + 1 == work->n_segments) {
            g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "energy out of range");
            return FALSE;
        }
        if (!work->plan->whole_intervals)
            run->sums[cell] += run->room;
        else
            given += run->room;
        value -= run->room;
        run->segment++;
        run->sums += work->plan->n_cells;
        run->room = room_of (work, run->segment);
        work->entered[run->segment] = interval;
    }
    run->sums[cell] += given + value;
    run->room -= value;
    return TRUE;
}

gboolean
tally_price_sum_import (TallyPriceWork *work, GError **error)
{
    const uint8_t *cell_of = work->plan->cell_of;
    const int64_t *import = work->input->import;
    size_t count = work->plan->count;
    int64_t highest[TALLY_PRICE_MAX_CELLS] = { 0 };
    Run run = { 0, room_of (work, 0), (uint64_t *) work->sums };

    for (size_t i = 0; i < count; i++) {
        uint64_t value = (uint64_t) import[i];
        uint8_t cell = cell_of[i];

        if (G_UNLIKELY (import[i] > highest[cell])) {
            highest[cell] = import[i];
            work->peaks_at[cell] = i;
        }
        if (G_UNLIKELY (value > run.room)) {
            if (!cross (work, i, cell, &run, error))
                return FALSE;
            continue;
        }
        run.room -= value;
        run.sums[cell] += value;
    }
    for (size_t cell = 0; cell < work->plan->n_cells; cell++)
        work->peaks[cell] = highest[cell];
    work->bill->import_units = INT64_MAX - (int64_t) run.room;
    if (run.segment + 1 < work->n_segments)
        work->bill->import_units = work->limits[run.segment] - (int64_t) run.room;
    return TRUE;
}

static gboolean
add_checked (int64_t *sum, int64_t value, size_t interval, GError **error)
{
    if (value < 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "interval %zu is negative", interval);
        return FALSE;
    }
    if (__builtin_add_overflow (*sum, value, sum)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "energy out of range");
        return FALSE;
    }
    return TRUE;
}

gboolean
tally_price_sum_others (TallyPriceWork *work, GError **error)
{
    const TallyPriceInput *input = work->input;
    TallyPriceBill *bill = work->bill;

    bill->export_units = 0;
    bill->reactive_units = 0;
    for (size_t i = 0; input->export != NULL && i < input->count; i++) {
        if (!add_checked (&work->exports[work->plan->cell_of[i]], input->export[i], i, error)
            || !add_checked (&bill->export_units, input->export[i], i, error)) {
            g_prefix_error (error, "export: ");
            return FALSE;
        }
    }
    for (size_t i = 0; input->reactive != NULL && i < input->count; i++) {
        if (!add_checked (&bill->reactive_units, input->reactive[i], i, error)) {
            g_prefix_error (error, "reactive: ");
            return FALSE;
        }
    }
    return TRUE;
}

static void
meet (TallyPriceWork *work, size_t window, size_t interval, __int128 height)
{
    size_t row = window * work->plan->n_cells + work->plan->cell_of[interval];

    if (height > work->peaks[row]) {
        work->peaks[row] = height;
        work->peaks_at[row] = interval;
    }
}

/* Of a window's energy, or of its apparent energy squared. */
static __int128
height_of (const TallyPriceWork *work, size_t first, size_t n, gboolean is_apparent)
{
    __int128 active = 0, reactive = 0;

    for (size_t i = first; i < first + n; i++) {
        active += work->input->import[i];
        if (is_apparent)
            reactive += work->input->reactive[i];
    }
    return is_apparent ? active * active + reactive * reactive : active;
}

/* Fixed windows begin anew each day; sliding ones at every interval. */
gboolean
tally_price_find_peaks (TallyPriceWork *work, size_t window, GError **error)
{
    const TallyPricePlan *plan = work->plan;
    const TallyPriceWindow *shape = &plan->windows[window];

    if (shape->is_apparent && work->input->reactive == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "demand in kVA needs reactive energy");
        return FALSE;
    }
    if (shape->is_apparent
        && (work->bill->import_units > INT64_MAX / 2
            || work->bill->reactive_units > INT64_MAX / 2)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "energy out of range");
        return FALSE;
    }
    if (shape->is_sliding) {
        for (size_t i = 0; i + shape->intervals <= plan->count; i++)
            meet (work, window, i, height_of (work, i, shape->intervals, shape->is_apparent));
        return TRUE;
    }
    for (size_t day = 0; day < plan->n_days; day++) {
        size_t end = plan->day_first[day + 1];

        for (size_t i = plan->day_first[day]; i < end; i += shape->intervals)
            meet (work, window, i,
                  height_of (work, i, MIN (shape->intervals, end - i), shape->is_apparent));
    }
    return TRUE;
}
