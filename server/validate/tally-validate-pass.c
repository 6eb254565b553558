// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-validate-pass.h"

#include "server/raw/tally-raw-store.h"
#include "server/validate/rules/tally-clock-calc.h"
#include "server/validate/tally-validate-private.h"
#include "shared/error/tally-error.h"

static const TallyRules *
rules_of (TallyDay day, gpointer data)
{
    const TallyValidateWork *work = data;
    int32_t k = day.number - work->pass->closed.first.number;

    if (k >= 0 && day.number < work->pass->closed.end.number)
        return work->rules[k];
    return tally_validate_master_rules (work->pass->master, work->point->kind, day);
}

/* The days that those to be closed are seen with. */
static TallyDays
context_of (const TallyValidatePass *pass)
{
    TallyDays days = { { pass->closed.first.number - TALLY_VALIDATE_DAYS_BEFORE },
                       { pass->closed.end.number + TALLY_VALIDATE_DAYS_AFTER } };

    if (pass->has_open)
        days.end.number = MAX (days.end.number, pass->open.number + 1);
    return days;
}

/* The clock of a point is judged once, with its first channel. */
static void
check_clock (TallyValidateWork *work)
{
    GArray *rows = tally_validate_decided_find (work->decided->clocks, work->point->point_id, 0);
    TallyDay day = work->pass->closed.first;

    for (guint i = 0; rows != NULL && day.number < work->pass->closed.end.number; day.number++) {
        int64_t start = tally_day_start (work->pass->master->zone, day);
        int32_t n = tally_day_intervals (work->pass->master->zone, day, work->point->interval_s);
        const TallyRules *rules = rules_of (day, work);
        g_autoptr(GArray) seen = g_array_new (FALSE, FALSE, sizeof (TallyClockSeen));
        g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (TallyFinding));

        for (; i < rows->len && g_array_index (rows, TallyClockRow, i).day <= day.number; i++) {
            const TallyClockRow *row = &g_array_index (rows, TallyClockRow, i);
            TallyClockSeen one = { (int32_t) (row->at - start), row->offset_ms, row->jump_ms };

            if (row->day == day.number)
                g_array_append_val (seen, one);
        }
        tally_clock_check ((const TallyClockSeen *) (gpointer) seen->data, seen->len, n,
                           work->point->interval_s, rules, found);
        tally_findings_settle (found, rules);
        for (guint k = 0; k < found->len; k++)
            tally_validate_note (work, work->point->point_id, 0, day.number,
                                 &g_array_index (found, TallyFinding, k));
    }
}

static int64_t
physical_of (const TallyValidateWork *work)
{
    int64_t most = 0;

    for (size_t i = 0; i < work->point->n_installations; i++) {
        const TallyInstallation *hung = &g_array_index (work->pass->master->installations,
                                                        TallyInstallation,
                                                        work->point->first_installation + i);

        most = hung->is_check ? most : MAX (most, hung->physical_w);
    }
    return most;
}

/* What is decided already, and the edit that is only tried. */
static GArray *
edits_of (const TallyValidateWork *work)
{
    const TallyValidateOrder *order = work->pass->order;
    GArray *decided = tally_validate_decided_find (work->decided->edits, work->point->point_id,
                                                   work->channel);
    GArray *edits = g_array_new (FALSE, FALSE, sizeof (TallyEdit));

    if (decided != NULL)
        g_array_append_vals (edits, decided->data, decided->len);
    if (order->trial != NULL && order->trial_channel == work->channel)
        g_array_append_vals (edits, order->trial, 1);
    return edits;
}

static gboolean
finish_channel (TallyValidateWork *work, GError **error)
{
    GArray *past = tally_validate_decided_find (work->decided->past, work->point->point_id,
                                                work->channel);
    g_autoptr(GArray) edits = edits_of (work);
    TallyLike like = {
        .calendar = work->pass->master->calendar,
        .temperatures = work->pass->master->temperatures,
        .profile = work->channel == 1
                       ? g_hash_table_lookup (work->pass->master->profiles, work->point->kind)
                       : NULL,
        .capacity_w = work->point->capacity_w,
    };
    TallyValidateInput input = {
        .like = &like,
        .rules_of = rules_of,
        .rules_data = work,
        .wanted = work->pass->closed,
        .now = work->pass->order->now,
        .edits = edits,
        .past = past != NULL ? (const TallyPastSum *) (gpointer) past->data : NULL,
        .n_past = past != NULL ? past->len : 0,
        .capacity_w = work->point->capacity_w,
        .physical_w = physical_of (work),
        .contract_w = work->point->contract_w,
        .tolerance_ppm = work->point->tolerance_ppm,
        .is_import_only = TRUE,
    };

    if (g_cancellable_set_error_if_cancelled (work->pass->order->cancellable, error))
        return FALSE;
    if (rules_of (work->pass->closed.first, work) == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "validate.parameter says nothing of points of kind %s", work->point->kind);
        return FALSE;
    }
    tally_validate_prepare (work);
    if (!tally_validate_widen (work, edits->len > 0, error))
        return FALSE;
    input.main = tally_gather_get_main (work->gather);
    input.check = tally_gather_get_check (work->gather);
    if (!tally_validate_calc (&input, tally_validate_take_closed, work, error)) {
        g_prefix_error (error, "point %" G_GINT64_FORMAT " channel %d: ", work->point->point_id,
                        work->channel);
        return FALSE;
    }
    return !work->pass->has_open || tally_validate_take_open (work, error);
}

/* Parameters of a kind on each closed day, for the rules over several series. */
static const TallyRules **
rules_of_days (const TallyValidateWork *work, const char *kind)
{
    int32_t n = tally_days_count (work->pass->closed);
    const TallyRules **rules = g_new (const TallyRules *, (size_t) n);

    for (int32_t k = 0; k < n; k++)
        rules[k] = tally_validate_master_rules (work->pass->master, kind,
                                                (TallyDay){ work->pass->closed.first.number + k });
    return rules;
}

static void
finish_point (TallyValidateWork *work)
{
    tally_cross_end_point (work->cross, &work->cross_point, work->rules);
    check_clock (work);
}

static void
begin_point (TallyValidateWork *work)
{
    const char *kind = work->point->kind;

    if (work->rules_kind == NULL || !g_str_equal (work->rules_kind, kind)) {
        g_free (work->rules);
        work->rules = rules_of_days (work, kind);
        work->rules_kind = kind;
    }
    work->cross_point = (TallyCrossPoint){
        .point_id = work->point->point_id,
        .node_id = work->point->node_id,
        .capacity_w = work->point->capacity_w,
        .interval_s = work->point->interval_s,
        .is_area = g_str_equal (kind, "boundary"),
        .is_customer = g_str_equal (kind, "large") || g_str_equal (kind, "community"),
    };
}

/* Begins the next channel of the master data. Returns: FALSE after the last. */
static gboolean
begin_channel (TallyValidateWork *work)
{
    const GArray *points = work->pass->master->points;
    TallyDays span;

    g_clear_pointer (&work->gather, tally_gather_free);
    while (work->next_point < work->end_point
           && work->next_channel
                  >= g_array_index (points, TallyValidatePoint, work->next_point).n_channels) {
        if (work->next_channel > 0)
            finish_point (work);
        work->next_point++;
        work->next_channel = 0;
    }
    if (work->next_point == work->end_point)
        return FALSE;

    work->point = &g_array_index (points, TallyValidatePoint, work->next_point);
    if (work->next_channel == 0)
        begin_point (work);
    work->channel = work->point->channels[work->next_channel++];
    span = context_of (work->pass);
    work->gather = tally_gather_new (tally_span_new (work->pass->master->zone, span,
                                                     work->point->interval_s),
                                     &g_array_index (work->pass->master->installations,
                                                     TallyInstallation,
                                                     work->point->first_installation),
                                     work->point->n_installations);
    return TRUE;
}

static gboolean
is_before (const TallyValidateWork *work, const TallyRawFrame *frame)
{
    return work->point->point_id < frame->point_id
           || (work->point->point_id == frame->point_id && work->channel < frame->channel);
}

/* Frames come in the order of points and channels, as the master data do; a channel without
 * frames is finished all the same, as a day of gaps. */
static gboolean
on_frame (const TallyRawFrame *frame,
          const int64_t *values,
          const uint8_t *qualities,
          gpointer user_data,
          GError **error)
{
    TallyValidateWork *work = user_data;

    while (work->gather != NULL && is_before (work, frame)) {
        if (!finish_channel (work, error))
            return FALSE;
        begin_channel (work);
    }
    if (work->gather != NULL && work->point->point_id == frame->point_id
        && work->channel == frame->channel)
        tally_validate_gather (work, frame, values, qualities);
    else
        tally_validate_note_beside (work, frame, values, qualities);
    return TRUE;
}

static gboolean
is_all (TallyPointRange range)
{
    TallyPointRange all = TALLY_POINTS_ALL;

    return range.first == all.first && range.last == all.last;
}

static gboolean
read_frames (TallyValidateWork *work, GError **error)
{
    const TallyValidatePass *pass = work->pass;
    int32_t district_id = pass->master->district_id;
    TallyDays days = context_of (pass);

    days.first.number--; /* a register near the span's first bound */
    if (is_all (pass->range))
        return tally_raw_store_read_days (pass->reader, district_id, days, on_frame, work, error);
    return tally_raw_store_read_points (pass->reader, district_id, pass->range.first,
                                        pass->range.last, days, on_frame, work, error);
}

static gboolean
stream_frames (TallyValidateWork *work, GError **error)
{
    begin_channel (work);
    if (!read_frames (work, error))
        return FALSE;
    while (work->gather != NULL) {
        if (!finish_channel (work, error))
            return FALSE;
        begin_channel (work);
    }
    return TRUE;
}

static void
note_cross (TallyValidateWork *work)
{
    const GArray *found = tally_cross_get_findings (work->cross);

    for (guint i = 0; i < found->len; i++) {
        const TallyCrossFinding *finding = &g_array_index (found, TallyCrossFinding, i);

        tally_validate_note (work, finding->point_id, finding->channel, finding->day,
                             &finding->finding);
    }
}

/* Frames that were taken away while they were read would look like gaps. */
static gboolean
was_whole (const TallyValidateWork *work, TallyDb *db, GError **error)
{
    g_autoptr(GError) retired = NULL;

    if (tally_validate_check_retired (db, work->pass->closed, "days", &retired))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_BUSY, "while frames were read: %s",
                 retired->message);
    return FALSE;
}

/* What only shows once all frames are in. */
static void
finish_events (TallyValidateWork *work)
{
    const GArray *points = work->pass->master->points;

    for (guint i = work->first_point; i < work->end_point; i++) {
        const TallyValidatePoint *point = &g_array_index (points, TallyValidatePoint, i);
        g_autofree const TallyRules **own = NULL;

        if (!tally_cross_has_events (work->cross, point->point_id))
            continue;
        own = rules_of_days (work, point->kind);
        tally_cross_end_events (work->cross, point->point_id,
                                tally_day_intervals (work->pass->master->zone,
                                                     work->pass->closed.first, point->interval_s),
                                own);
    }
}

static gboolean
save (TallyValidateWork *work, TallyDb *db, GError **error)
{
    TallyValidatePass *pass = work->pass;
    int32_t district = pass->master->district_id;

    g_string_append_c (work->rebills, ']');
    return tally_found_save (work->found, db, error)
           && tally_validate_store_add_rebills (db, district, work->rebills->str, error)
           && (!pass->has_open
               || tally_validate_store_replace_hot (db, district, pass->range, work->hot, error));
}

static gboolean
load (TallyValidateWork *work, TallyDb *db, GError **error)
{
    TallyValidatePass *pass = work->pass;
    TallyDays context = context_of (pass);

    context.first.number -= TALLY_VALIDATE_REACH_DAYS;
    context.end.number += TALLY_VALIDATE_REACH_DAYS;
    work->found = tally_found_load (db, pass->master->district_id, pass->range, pass->closed, FALSE,
                                    error);
    if (work->found == NULL)
        return FALSE;
    work->latest = tally_validate_store_load_latest (db, pass->master->district_id, pass->range,
                                                     pass->closed, error);
    if (work->latest == NULL)
        return FALSE;
    work->decided = tally_validate_store_load_decided (db, pass->master, pass->range, context,
                                                       pass->closed, error);
    return work->decided != NULL;
}

static void
work_clear (TallyValidateWork *work)
{
    g_clear_pointer (&work->latest, g_hash_table_unref);
    g_clear_pointer (&work->decided, tally_validate_decided_free);
    g_clear_pointer (&work->rows, tally_copy_in_free);
    g_clear_pointer (&work->hot, g_ptr_array_unref);
    g_clear_pointer (&work->packed, tally_packed_block_free);
    g_clear_pointer (&work->gather, tally_gather_free);
    g_clear_pointer (&work->cross, tally_cross_free);
    g_clear_object (&work->wide);
    g_free (work->rules);
    g_clear_pointer (&work->found, tally_found_free);
    g_string_free (work->rebills, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyValidateWork, work_clear)

/* The points of the range stand together in the master data. */
static void
find_points (TallyValidateWork *work)
{
    const GArray *points = work->pass->master->points;
    TallyPointRange range = work->pass->range;

    while (work->first_point < points->len
           && g_array_index (points, TallyValidatePoint, work->first_point).point_id < range.first)
        work->first_point++;
    work->next_point = work->first_point;
    work->end_point = work->first_point;
    while (work->end_point < points->len
           && g_array_index (points, TallyValidatePoint, work->end_point).point_id <= range.last)
        work->end_point++;
}

gboolean
tally_validate_pass_run (TallyDb *db, gpointer user_data, GError **error)
{
    TallyValidatePass *pass = user_data;
    gboolean is_trial = pass->order->on_day != NULL;
    g_auto(TallyValidateWork) work = { .pass = pass, .rebills = g_string_new ("[") };

    /* The transaction may be tried once more. */
    pass->counts = (TallyValidateResult){ 0 };
    g_clear_pointer (&pass->cross, tally_cross_free);
    pass->cross = tally_cross_new (pass->closed.first.number, tally_days_count (pass->closed));
    work.hot = g_ptr_array_new_with_free_func (tally_packed_block_free);
    work.cross = tally_cross_new (pass->closed.first.number, tally_days_count (pass->closed));
    find_points (&work);
    if (!load (&work, db, error))
        return FALSE;
    if (is_trial)
        return stream_frames (&work, error) && was_whole (&work, db, error);
    work.rows = tally_copy_in_new (db, "validate/add-blocks", error);
    if (work.rows == NULL || !stream_frames (&work, error)
        || !tally_copy_in_finish (work.rows, NULL, error) || !was_whole (&work, db, error))
        return FALSE;
    finish_events (&work);
    note_cross (&work);
    tally_cross_move_areas (work.cross, pass->cross);
    return save (&work, db, error);
}

gboolean
tally_validate_pass_end (TallyDb *db, gpointer user_data, GError **error)
{
    TallyValidatePass *pass = user_data;
    const GArray *points = pass->master->points;
    g_auto(TallyValidateWork) work = { .pass = pass, .rebills = g_string_new (NULL) };
    g_autofree const TallyRules **rules = rules_of_days (&work, "boundary");
    int32_t n = 0;

    if (points->len > 0)
        n = tally_day_intervals (
            pass->master->zone, pass->closed.first,
            g_array_index (points, TallyValidatePoint, points->len - 1).interval_s);
    pass->counts = (TallyValidateResult){ 0 };
    work.found = tally_found_load (db, pass->master->district_id, TALLY_POINTS_ALL, pass->closed,
                                   TRUE, error);
    if (work.found == NULL)
        return FALSE;
    work.cross = tally_cross_new (pass->closed.first.number, tally_days_count (pass->closed));
    tally_cross_move_areas (pass->cross, work.cross);
    tally_cross_end_areas (work.cross, n, rules);
    note_cross (&work);
    return tally_found_save (work.found, db, error);
}
