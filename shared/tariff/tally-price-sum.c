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
room_of (const TallyPriceSide *side, size_t segment)
{
    int64_t before = segment == 0 ? 0 : side->limits[segment - 1];
    int64_t end = segment + 1 < side->n_segments ? side->limits[segment] : INT64_MAX;

    return (uint64_t) (end - before);
}

/* Splits an interval over the limits it crosses. Comes here too for a negative
 * value, which is larger than any room when read without sign. */
static gboolean
cross (const TallyPricePlan *plan,
       TallyPriceSide *side,
       size_t interval,
       uint8_t cell,
       Run *run,
       GError **error)
{
    uint64_t value = (uint64_t) side->values[interval];

    if (side->values[interval] < 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "interval %zu is negative", interval);
        return FALSE;
    }
    while (value > run->room) {
        if (run->segment + 1 == side->n_segments) {
            g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "energy out of range");
            return FALSE;
        }
        run->sums[cell] += run->room;
        value -= run->room;
        run->segment++;
        run->sums += plan->n_cells;
        run->room = room_of (side, run->segment);
        side->entered[run->segment] = interval;
    }
    run->sums[cell] += value;
    run->room -= value;
    return TRUE;
}

/* One pass: what each cell takes, segment by segment, and its highest interval. */
static gboolean
sum_side (const TallyPricePlan *plan,
          TallyPriceSide *side,
          int64_t *highest,
          size_t *highest_at,
          GError **error)
{
    const uint8_t *cell_of = plan->cell_of;
    const int64_t *values = side->values;
    size_t count = plan->count;
    Run run = { 0, room_of (side, 0), (uint64_t *) side->sums };

    for (size_t i = 0; i < count; i++) {
        uint64_t value = (uint64_t) values[i];
        uint8_t cell = cell_of[i];

        if (G_UNLIKELY (values[i] > highest[cell])) {
            highest[cell] = values[i];
            highest_at[cell] = i;
        }
        if (G_UNLIKELY (value > run.room)) {
            if (!cross (plan, side, i, cell, &run, error))
                return FALSE;
            continue;
        }
        run.room -= value;
        run.sums[cell] += value;
    }
    side->total = (run.segment + 1 < side->n_segments ? side->limits[run.segment] : INT64_MAX)
                  - (int64_t) run.room;
    return TRUE;
}

gboolean
tally_price_sum_import (TallyPriceWork *work, GError **error)
{
    int64_t highest[TALLY_PRICE_MAX_CELLS] = { 0 };

    if (!sum_side (work->plan, &work->import, highest, work->peaks_at, error))
        return FALSE;
    for (size_t cell = 0; cell < work->plan->n_cells; cell++)
        work->peaks[cell] = highest[cell];
    work->bill->import_units = work->import.total;
    return TRUE;
}

static gboolean
sum_reactive (TallyPriceWork *work, GError **error)
{
    const TallyPriceInput *input = work->input;

    for (size_t i = 0; input->reactive != NULL && i < input->count; i++) {
        if (input->reactive[i] < 0) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "reactive: interval %zu is negative", i);
            return FALSE;
        }
        if (__builtin_add_overflow (work->bill->reactive_units, input->reactive[i],
                                    &work->bill->reactive_units)) {
            g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW,
                                 "reactive: energy out of range");
            return FALSE;
        }
    }
    return TRUE;
}

gboolean
tally_price_sum_others (TallyPriceWork *work, GError **error)
{
    int64_t highest[TALLY_PRICE_MAX_CELLS] = { 0 };
    size_t highest_at[TALLY_PRICE_MAX_CELLS];

    work->bill->reactive_units = 0;
    work->export.total = 0;
    if (work->export.values != NULL
        && !sum_side (work->plan, &work->export, highest, highest_at, error)) {
        g_prefix_error (error, "export: ");
        return FALSE;
    }
    work->bill->export_units = work->export.total;
    return sum_reactive (work, error);
}

void
tally_price_slot_sums (const TallyPricePlan *plan,
                       const TallyPriceSide *side,
                       const TallyPricePart *part,
                       int64_t *sums)
{
    for (size_t segment = 0; segment < side->n_segments; segment++) {
        for (size_t cell = 0; cell < plan->n_cells; cell++)
            sums[part->slot_of[cell]] += side->sums[segment * plan->n_cells + cell];
    }
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

/* A window's energy, active or reactive, or its apparent energy squared. */
static __int128
height_of (const TallyPriceWork *work, size_t first, size_t n, TallyDemandUnit unit)
{
    __int128 active = 0, reactive = 0;

    for (size_t i = first; i < first + n; i++) {
        active += work->input->import[i];
        if (unit != TALLY_DEMAND_KW)
            reactive += work->input->reactive[i];
    }
    if (unit == TALLY_DEMAND_KW)
        return active;
    return unit == TALLY_DEMAND_KVAR ? reactive : active * active + reactive * reactive;
}

static gboolean
check_reactive (const TallyPriceWork *work, GError **error)
{
    if (work->input->reactive == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "demand in kVA or kvar needs reactive energy");
        return FALSE;
    }
    if (work->bill->import_units > INT64_MAX / 2 || work->bill->reactive_units > INT64_MAX / 2) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "energy out of range");
        return FALSE;
    }
    return TRUE;
}

/* Fixed windows begin anew each day; sliding ones at every interval. */
gboolean
tally_price_find_peaks (TallyPriceWork *work, size_t window, GError **error)
{
    const TallyPricePlan *plan = work->plan;
    const TallyPriceWindow *shape = &plan->windows[window];

    if (shape->unit != TALLY_DEMAND_KW && !check_reactive (work, error))
        return FALSE;
    for (size_t i = 0; shape->is_sliding && i + shape->intervals <= plan->count; i++)
        meet (work, window, i, height_of (work, i, shape->intervals, shape->unit));
    for (size_t day = 0; !shape->is_sliding && day < plan->n_days; day++) {
        size_t end = plan->day_first[day + 1];

        for (size_t i = plan->day_first[day]; i < end; i += shape->intervals)
            meet (work, window, i,
                  height_of (work, i, MIN (shape->intervals, end - i), shape->unit));
    }
    return TRUE;
}
