// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/whatif/tally-whatif-worker.h"

#include "server/bill/tally-bill-market-store.h"
#include "server/energy/tally-energy-store.h"
#include "shared/error/tally-error.h"

/* One of the two ways the month is priced. */
typedef struct {
    TallyBillRules *rules;
    TallyBillMaker *maker;
    TallyBillSheet *sheet;
} Side;

struct _TallyWhatifWorker {
    const TallyWhatifOrder *order;
    GCancellable *cancellable;
    TallyDb *db;
    Side before;
    Side after;
    GStringChunk *texts; /* of the unit's agreements */
    TallyWhatif *found;
};

TallyWhatifWorker *
tally_whatif_worker_new (const TallyWhatifOrder *order,
                         const char *snapshot,
                         GCancellable *cancellable,
                         GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (order->conninfo, "tally_settle", error);
    TallyWhatifWorker *worker;

    if (db == NULL || !tally_whatif_store_begin (db, snapshot, error))
        return NULL;
    worker = g_new0 (TallyWhatifWorker, 1);
    worker->order = order;
    worker->cancellable = cancellable;
    worker->db = g_steal_pointer (&db);
    worker->before.sheet = tally_bill_sheet_new ();
    worker->after.sheet = tally_bill_sheet_new ();
    worker->texts = g_string_chunk_new (1 << 14);
    worker->found = tally_whatif_new ();
    return worker;
}

static void
forget_rules (Side *side)
{
    g_clear_pointer (&side->maker, tally_bill_maker_free);
    g_clear_pointer (&side->rules, tally_bill_rules_free);
}

void
tally_whatif_worker_free (TallyWhatifWorker *worker)
{
    forget_rules (&worker->before);
    forget_rules (&worker->after);
    tally_bill_sheet_free (worker->before.sheet);
    tally_bill_sheet_free (worker->after.sheet);
    g_string_chunk_free (worker->texts);
    tally_whatif_free (worker->found);
    g_object_unref (worker->db);
    g_free (worker);
}

const TallyWhatif *
tally_whatif_worker_get (const TallyWhatifWorker *worker)
{
    return worker->found;
}

/* The draft alone in the place of a tariff's versions. */
static void
replace (TallyBillRules *rules, const char *code, TallyTariff *draft)
{
    GArray *versions = tally_bill_tariffs_new ();
    TallyBillTariff only = { .valid = { { G_MININT32 }, { G_MAXINT32 } },
                             .tariff = tally_tariff_ref (draft) };

    g_array_append_val (versions, only);
    g_hash_table_replace (rules->tariffs, g_strdup (code), versions);
}

static void
replace_all (TallyBillRules *rules, const TallyWhatifOrder *order)
{
    g_auto(GStrv) codes = NULL;
    guint n;

    if (order->scope.replaces != NULL) {
        replace (rules, order->scope.replaces, order->draft);
        return;
    }
    codes = (char **) g_hash_table_get_keys_as_array (rules->tariffs, &n);
    for (guint i = 0; i < n; i++) /* the table owns its keys; replacing frees them */
        codes[i] = g_strdup (codes[i]);
    for (guint i = 0; i < n; i++)
        replace (rules, codes[i], order->draft);
}

static gboolean
ensure_rules (TallyWhatifWorker *worker, int32_t district_id, GError **error)
{
    TallyDays period = worker->order->period;

    if (worker->before.rules != NULL && worker->before.rules->district_id == district_id)
        return TRUE;
    forget_rules (&worker->before);
    forget_rules (&worker->after);
    worker->before.rules = tally_bill_store_load_rules (worker->db, district_id, period, error);
    if (worker->before.rules == NULL)
        return FALSE;
    worker->after.rules = tally_bill_store_load_rules (worker->db, district_id, period, error);
    if (worker->after.rules == NULL)
        return FALSE;
    replace_all (worker->after.rules, worker->order);
    if (!tally_bill_store_load_all_prices (worker->db, worker->after.rules, error))
        return FALSE;
    worker->before.maker = tally_bill_maker_new (worker->before.rules);
    worker->after.maker = tally_bill_maker_new (worker->after.rules);
    if (worker->found->currency == NULL)
        worker->found->currency = g_strdup (worker->before.rules->currency);
    if (g_str_equal (worker->found->currency, worker->before.rules->currency))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "the scope is billed in %s and in %s: ask for one at a time",
                 worker->found->currency, worker->before.rules->currency);
    return FALSE;
}

/* A unit on its way: agreements of the database beside the keys of the scope. */
typedef struct {
    TallyWhatifWorker *worker;
    const GArray *agreements; /* TallyBillAgreement, in order of point and id */
    guint next;
    const TallyWhatifKey *keys;
    size_t n_keys;
    size_t next_key;
} Stream;

static TallyWhatifBill
last_of (const TallyBillSheet *sheet)
{
    size_t n_lines = g_array_index (sheet->n_lines, size_t, sheet->n_lines->len - 1);

    return (TallyWhatifBill){
        .bill = &g_array_index (sheet->bills, TallyBill, sheet->bills->len - 1),
        .lines = (const TallyBillLine *) (void *) sheet->lines->data
                 + (sheet->lines->len - n_lines),
        .n_lines = n_lines,
    };
}

static gboolean
price (Stream *stream,
       const TallyBillAgreement *agreement,
       const TallyBillMeasured *measured,
       GError **error)
{
    TallyWhatifWorker *worker = stream->worker;
    TallyWhatifBill before;
    TallyWhatifBill after;

    while (stream->next_key < stream->n_keys
           && (stream->keys[stream->next_key].point_id < agreement->point_id
               || (stream->keys[stream->next_key].point_id == agreement->point_id
                   && stream->keys[stream->next_key].agreement_id < agreement->agreement_id)))
        stream->next_key++;
    if (stream->next_key == stream->n_keys
        || stream->keys[stream->next_key].agreement_id != agreement->agreement_id)
        return TRUE; /* not of the scope */
    tally_bill_sheet_clear (worker->before.sheet);
    tally_bill_sheet_clear (worker->after.sheet);
    if (!tally_bill_maker_make (worker->before.maker, agreement, measured, worker->before.sheet,
                                error)
        || !tally_bill_maker_make (worker->after.maker, agreement, measured, worker->after.sheet,
                                   error))
        return FALSE;
    before = last_of (worker->before.sheet);
    after = last_of (worker->after.sheet);
    return tally_whatif_add (worker->found, stream->keys[stream->next_key].class_index, &before,
                             &after, error);
}

/* Agreements of points before @point_id, whose own intervals never came. */
static gboolean
price_below (Stream *stream, int64_t point_id, GError **error)
{
    static const TallyBillMeasured never_measured = { .interval_s = 900 };

    while (stream->next < stream->agreements->len) {
        const TallyBillAgreement *agreement = &g_array_index (stream->agreements,
                                                              TallyBillAgreement, stream->next);

        if (agreement->point_id >= point_id)
            return TRUE;
        if (!price (stream, agreement, &never_measured, error))
            return FALSE;
        stream->next++;
    }
    return TRUE;
}

static gboolean
on_point (const TallyEnergyPoint *point, gpointer user_data, GError **error)
{
    Stream *stream = user_data;
    TallyBillMeasured measured = {
        .import = point->import,
        .export = point->export,
        .reactive = point->reactive,
        .qualities = point->qualities,
        .n = point->n,
        .interval_s = point->interval_s,
        .made_from = point->made_from,
    };

    if (g_cancellable_set_error_if_cancelled (stream->worker->cancellable, error)
        || !price_below (stream, point->point_id, error))
        return FALSE;
    while (stream->next < stream->agreements->len) {
        const TallyBillAgreement *agreement = &g_array_index (stream->agreements,
                                                              TallyBillAgreement, stream->next);

        if (agreement->point_id != point->point_id)
            return TRUE;
        if (!price (stream, agreement, &measured, error))
            return FALSE;
        stream->next++;
    }
    return TRUE;
}

gboolean
tally_whatif_worker_price (TallyWhatifWorker *worker,
                           const TallyWhatifKey *keys,
                           size_t n_keys,
                           GError **error)
{
    TallyBillUnit unit = { .district_id = keys[0].district_id,
                           .first_point = keys[0].point_id,
                           .last_point = keys[n_keys - 1].point_id };
    g_autoptr(GArray) agreements = NULL;
    Stream stream = { .worker = worker, .keys = keys, .n_keys = n_keys };
    TallyEnergySpan span = {
        .district_id = unit.district_id,
        .range = { unit.first_point, unit.last_point },
        .days = worker->order->period,
    };

    if (!ensure_rules (worker, unit.district_id, error))
        return FALSE;
    g_string_chunk_clear (worker->texts);
    agreements = tally_bill_store_load_all_agreements (worker->db, &unit, worker->before.rules,
                                                       worker->texts, error);
    if (agreements == NULL)
        return FALSE;
    stream.agreements = agreements;
    span.zone = worker->before.rules->zone;
    return tally_energy_store_read_points (worker->db, &span, on_point, &stream, error)
           && price_below (&stream, INT64_MAX, error);
}
