// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-validate-step.h"

#include "server/raw/tally-raw-store.h"
#include "server/validate/tally-validate-store.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define CONTEXT_DAYS 28
#define LOGIN "tally_settle"

typedef struct {
    const TallyValidateOrder *order;
    const TallyValidateMaster *master;
    TallyDb *reader;
    TallyDays closed; /* days to make versions of */
    TallyDay open;    /* the day that runs */
    gboolean has_open;
    GHashTable *latest;
    TallyCopyIn *rows;
    GPtrArray *hot;
    GString *findings; /* JSON */
    TallyValidateResult counts;

    /* The channel that frames are being gathered for. */
    const TallyValidatePoint *point;
    int16_t channel;
    TallyGather *gather;
    guint next_point;
    size_t next_channel;
} Work;

static void
packed_block_free (gpointer data)
{
    TallyPackedBlock *block = data;

    g_byte_array_unref (block->payload);
    g_byte_array_unref (block->flags);
    g_free (block);
}

static TallyPackedBlock *
pack (const Work *work,
      int16_t channel,
      TallyDay day,
      const int64_t *values,
      const uint8_t *qualities,
      int32_t n,
      GError **error)
{
    TallyPackedBlock *block = g_new0 (TallyPackedBlock, 1);

    block->payload = g_byte_array_new ();
    block->flags = g_byte_array_new ();
    block->head = (TallyBlockHead){
        .district_id = work->master->district_id,
        .point_id = work->point->point_id,
        .channel = channel,
        .day = day.number,
        .n = n,
        .interval_s = work->point->interval_s,
    };
    tally_block_add_flags (block->flags, qualities, (size_t) n);
    tally_gather_made_from (work->gather, day, block->made_from);
    if (tally_block_add_values (block->payload, values, (size_t) n, &block->head.sum, error))
        return block;
    packed_block_free (block);
    return NULL;
}

static void
digest_as (TallyPackedBlock *block, int32_t version)
{
    block->head.version = version;
    tally_block_digest (&block->head, block->payload->data, block->payload->len, block->flags->data,
                        block->flags->len, block->digest);
}

static void
note_findings (Work *work, TallyDay day, const GArray *findings)
{
    for (guint i = 0; i < findings->len; i++) {
        const TallyFinding *finding = &g_array_index (findings, TallyFinding, i);

        g_string_append_printf (
            work->findings,
            "%s{\"day\":%d,\"point\":%" G_GINT64_FORMAT
            ",\"channel\":%d,\"rule\":\"%s\",\"first\":%d,\"n\":%d,\"severity\":\"%s\",\"found\":"
            "%" G_GINT64_FORMAT ",\"limit\":%" G_GINT64_FORMAT "}",
            work->findings->len > 1 ? "," : "", day.number, work->point->point_id, work->channel,
            finding->rule, finding->first, finding->n, tally_severity_name (finding->severity),
            finding->found, finding->limit);
    }
    work->counts.n_exceptions += findings->len;
}

/* Writes the day as the next version, unless the newest one says the same. */
static gboolean
write_day (Work *work,
           int16_t channel,
           TallyDay day,
           const int64_t *values,
           const uint8_t *qualities,
           int32_t n,
           GError **error)
{
    TallyPackedBlock *block = pack (work, channel, day, values, qualities, n, error);
    TallyBlockKey key = { work->point->point_id, day.number, channel };
    const TallyBlockVersion *stored = g_hash_table_lookup (work->latest, &key);
    gboolean is_same = FALSE;

    if (block == NULL)
        return FALSE;
    if (stored != NULL) {
        digest_as (block, stored->version);
        is_same = memcmp (block->digest, stored->digest, sizeof block->digest) == 0;
    }
    if (!is_same) {
        digest_as (block, stored != NULL ? stored->version + 1 : 1);
        tally_validate_store_put_block (work->rows, block);
        work->counts.n_written++;
    }
    work->counts.n_days++;
    packed_block_free (block);
    return TRUE;
}

static gboolean
take_closed_day (TallyDay day,
                 const int64_t *values,
                 const uint8_t *qualities,
                 int32_t n,
                 GArray *findings,
                 gpointer user_data,
                 GError **error)
{
    Work *work = user_data;
    TallyCandidates *check = tally_gather_get_check (work->gather);
    int32_t first = check != NULL ? tally_span_first (&check->span, day) : 0;

    note_findings (work, day, findings);
    if (!write_day (work, work->channel, day, values, qualities, n, error))
        return FALSE;
    /* What the check meter counted stands beside, as it came: settlement shows both. */
    return check == NULL
           || write_day (work, (int16_t) (work->channel + TALLY_CHECK_CHANNELS), day,
                         check->values + first, check->qualities + first, n, error);
}

/* The open day is shown as it arrived: nothing is estimated before it is over. */
static gboolean
take_open_day (Work *work, GError **error)
{
    TallyCandidates *main = tally_gather_get_main (work->gather);
    int32_t first = tally_span_first (&main->span, work->open);
    int32_t n = tally_span_count (&main->span, work->open);
    TallyPackedBlock *block = pack (work, work->channel, work->open, main->values + first,
                                    main->qualities + first, n, error);

    if (block == NULL)
        return FALSE;
    for (int32_t i = 0; i < n; i++) {
        if (main->qualities[first + i] != TALLY_QUALITY_MISSING)
            block->newest_at = main->span.start + (int64_t) (first + i + 1) * main->span.interval_s;
    }
    g_ptr_array_add (work->hot, block);
    return TRUE;
}

static const TallyRules *
rules_of (const Work *work, GError **error)
{
    const TallyRules *rules = g_hash_table_lookup (work->master->rules, work->point->kind);

    if (rules == NULL)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "validate.parameter says nothing of points of kind %s", work->point->kind);
    return rules;
}

static gboolean
finish_channel (Work *work, GError **error)
{
    TallyValidateInput input = {
        .main = tally_gather_get_main (work->gather),
        .check = tally_gather_get_check (work->gather),
        .calendar = work->master->calendar,
        .rules = rules_of (work, error),
        .wanted = work->closed,
        .capacity_w = work->point->capacity_w,
        .tolerance_ppm = work->point->tolerance_ppm,
        .is_import_only = TRUE,
    };

    if (input.rules == NULL
        || g_cancellable_set_error_if_cancelled (work->order->cancellable, error))
        return FALSE;
    if (!tally_validate_calc (&input, take_closed_day, work, error)) {
        g_prefix_error (error, "point %" G_GINT64_FORMAT " channel %d: ", work->point->point_id,
                        work->channel);
        return FALSE;
    }
    return !work->has_open || take_open_day (work, error);
}

/* Begins the next channel of the master data. Returns: FALSE after the last. */
static gboolean
begin_channel (Work *work)
{
    const GArray *points = work->master->points;
    TallyDays span;

    g_clear_pointer (&work->gather, tally_gather_free);
    while (work->next_point < points->len
           && work->next_channel
                  >= g_array_index (points, TallyValidatePoint, work->next_point).n_channels) {
        work->next_point++;
        work->next_channel = 0;
    }
    if (work->next_point == points->len)
        return FALSE;

    work->point = &g_array_index (points, TallyValidatePoint, work->next_point);
    work->channel = work->point->channels[work->next_channel++];
    span.first.number = work->closed.first.number - CONTEXT_DAYS;
    span.end.number = work->has_open ? work->open.number + 1 : work->closed.end.number;
    work->gather = tally_gather_new (tally_span_new (work->master->zone, span,
                                                     work->point->interval_s),
                                     &g_array_index (work->master->installations, TallyInstallation,
                                                     work->point->first_installation),
                                     work->point->n_installations);
    return TRUE;
}

static gboolean
is_before (const Work *work, const TallyRawFrame *frame)
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
    Work *work = user_data;

    while (work->gather != NULL && is_before (work, frame)) {
        if (!finish_channel (work, error))
            return FALSE;
        begin_channel (work);
    }
    if (work->gather != NULL && work->point->point_id == frame->point_id
        && work->channel == frame->channel)
        tally_gather_add (work->gather, frame, values, qualities);
    return TRUE;
}

static gboolean
stream_frames (Work *work, GError **error)
{
    TallyDays days = { { work->closed.first.number - CONTEXT_DAYS - 1 },
                       { MAX (work->closed.end.number, work->open.number + 1) } };

    begin_channel (work);
    if (!tally_raw_store_read_days (work->reader, work->master->district_id, days, on_frame, work,
                                    error))
        return FALSE;
    while (work->gather != NULL) {
        if (!finish_channel (work, error))
            return FALSE;
        begin_channel (work);
    }
    return TRUE;
}

static gboolean
validate_in_transaction (TallyDb *db, gpointer user_data, GError **error)
{
    Work *work = user_data;
    g_autoptr(GHashTable) latest = NULL;
    g_autoptr(TallyCopyIn) rows = NULL;
    g_autoptr(GPtrArray) hot = g_ptr_array_new_with_free_func (packed_block_free);
    g_autoptr(GString) findings = g_string_new ("[");
    gboolean is_done;

    latest = tally_validate_store_load_latest (db, work->master->district_id, work->closed, error);
    rows = latest != NULL ? tally_copy_in_new (db, "validate/add-blocks", error) : NULL;
    if (rows == NULL)
        return FALSE;
    work->latest = latest;
    work->rows = rows;
    work->hot = hot;
    work->findings = findings;
    work->counts = (TallyValidateResult){ 0 };
    work->next_point = 0;
    work->next_channel = 0;

    is_done = stream_frames (work, error);
    g_clear_pointer (&work->gather, tally_gather_free);
    if (!is_done || !tally_copy_in_finish (rows, NULL, error))
        return FALSE;
    g_string_append_c (findings, ']');
    return tally_validate_store_replace_exceptions (db, work->master->district_id, work->closed,
                                                    findings->str, error)
           && (!work->has_open
               || tally_validate_store_replace_hot (db, work->master->district_id, hot, error));
}

static gboolean
validate_district (TallyDb *reader,
                   TallyDb *writer,
                   const TallyValidateOrder *order,
                   const TallyValidateDistrict *district,
                   TallyValidateResult *result,
                   GError **error)
{
    const TallyZone *zone = tally_zone_get (district->time_zone, error);
    TallyDay today = { 0 };
    g_autoptr(TallyValidateMaster) master = NULL;
    Work work = { .order = order, .reader = reader };

    if (zone == NULL)
        return FALSE;
    today = tally_day_of (zone, order->now);
    master = tally_validate_store_load_master (reader, district->district_id, district->time_zone,
                                               today, error);
    if (master == NULL)
        return FALSE;
    work.master = master;
    work.closed = order->days;
    work.closed.end.number = MIN (order->days.end.number, today.number);
    work.closed.first.number = MIN (work.closed.first.number, work.closed.end.number);
    work.open = today;
    work.has_open = order->days.end.number > today.number;
    if (!tally_db_transact (writer, TALLY_ISOLATION_EACH_STATEMENT, validate_in_transaction, &work,
                            error)) {
        g_prefix_error (error, "district %d: ", district->district_id);
        return FALSE;
    }
    result->n_days += work.counts.n_days;
    result->n_written += work.counts.n_written;
    result->n_exceptions += work.counts.n_exceptions;
    return TRUE;
}

gboolean
tally_validate_step_run (const char *conninfo,
                         const TallyValidateOrder *order,
                         TallyValidateResult *result,
                         GError **error)
{
    g_autoptr(TallyDb) reader = tally_db_open_as (conninfo, LOGIN, error);
    g_autoptr(TallyDb) writer = reader != NULL ? tally_db_open_as (conninfo, LOGIN, error) : NULL;
    g_autoptr(GArray) districts = NULL;

    *result = (TallyValidateResult){ 0 };
    if (writer == NULL)
        return FALSE;
    districts = tally_validate_store_list_districts (writer, order->district_id, error);
    if (districts == NULL)
        return FALSE;
    for (guint i = 0; i < districts->len; i++) {
        if (!validate_district (reader, writer, order,
                                &g_array_index (districts, TallyValidateDistrict, i), result,
                                error))
            return FALSE;
        if (order->progress != NULL)
            order->progress (i + 1, districts->len, order->progress_data);
    }
    return TRUE;
}
