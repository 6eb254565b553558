// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-unit-step.h"

#include "server/bill/tally-bill-decide-store.h"
#include "server/bill/tally-bill-history-calc.h"
#include "shared/error/tally-error.h"

struct _TallyBillWorker {
    TallyDb *db;
    char *run_id;
    char *cycle;
    TallyDays period;
    GCancellable *cancellable;
    TallyBillRules *rules; /* of the district of the last unit */
    TallyBillMaker *maker;
    TallyBillSheet *sheet;

    /* Of the transaction that runs. */
    int64_t n_bills;
    gboolean found;
};

typedef struct {
    TallyBillStreamed *what;
    guint next; /* agreement that comes next */
} Stream;

static gboolean
make_next (Stream *stream, const TallyBillMeasured *measured, GError **error)
{
    TallyBillStreamed *what = stream->what;
    GArray *agreements = what->agreements;
    const TallyBill *made;

    if (!tally_bill_maker_make (what->maker,
                                &g_array_index (agreements, TallyBillAgreement, stream->next),
                                measured, what->sheet, error))
        return FALSE;
    stream->next++;
    if (!what->hands_on || stream->next == agreements->len)
        return TRUE;
    made = &g_array_index (what->sheet->bills, TallyBill, what->sheet->bills->len - 1);
    return tally_bill_history_follow (&g_array_index (agreements, TallyBillAgreement, stream->next),
                                      what->rules->period.first, made, what->sheet->texts, error);
}

static gboolean
make_all_below (Stream *stream, int64_t point_id, GError **error)
{
    static const TallyBillMeasured never_measured = { .interval_s = 900 };
    TallyBillStreamed *what = stream->what;

    while (stream->next < what->agreements->len) {
        const TallyBillAgreement *agreement = &g_array_index (what->agreements, TallyBillAgreement,
                                                              stream->next);

        if (agreement->point_id >= point_id)
            return TRUE;
        if (!make_next (stream, &never_measured, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
on_point (const TallyEnergyPoint *point, gpointer user_data, GError **error)
{
    Stream *stream = user_data;
    TallyBillStreamed *what = stream->what;
    TallyBillMeasured measured = {
        .import = point->import,
        .export = point->export,
        .reactive = point->reactive,
        .qualities = point->qualities,
        .n = point->n,
        .interval_s = point->interval_s,
        .made_from = point->made_from,
        .versions = point->versions,
    };

    if (g_cancellable_set_error_if_cancelled (what->cancellable, error)
        || !make_all_below (stream, point->point_id, error))
        return FALSE;
    while (stream->next < what->agreements->len) {
        const TallyBillAgreement *agreement = &g_array_index (what->agreements, TallyBillAgreement,
                                                              stream->next);

        if (agreement->point_id != point->point_id)
            return TRUE;
        if (!make_next (stream, &measured, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_bill_unit_stream (TallyBillStreamed *what, const TallyBillUnit *unit, GError **error)
{
    Stream stream = { what, 0 };
    TallyEnergySpan span = {
        .district_id = unit->district_id,
        .range = { unit->first_point, unit->last_point },
        .zone = what->rules->zone,
        .days = what->rules->period,
        .is_wanted = what->is_wanted,
        .wanted_data = what->wanted_data,
    };

    return tally_energy_store_read_points (what->db, &span, on_point, &stream, error)
           && make_all_below (&stream, INT64_MAX, error);
}

TallyBillWorker *
tally_bill_worker_new (TallyDb *db,
                       const char *run_id,
                       const char *cycle,
                       TallyDays period,
                       GCancellable *cancellable)
{
    TallyBillWorker *worker = g_new0 (TallyBillWorker, 1);

    worker->db = g_object_ref (db);
    worker->run_id = g_strdup (run_id);
    worker->cycle = g_strdup (cycle);
    worker->period = period;
    worker->cancellable = cancellable;
    worker->sheet = tally_bill_sheet_new ();
    return worker;
}

void
tally_bill_worker_free (TallyBillWorker *worker)
{
    g_clear_pointer (&worker->maker, tally_bill_maker_free);
    g_clear_pointer (&worker->rules, tally_bill_rules_free);
    tally_bill_sheet_free (worker->sheet);
    g_object_unref (worker->db);
    g_free (worker->run_id);
    g_free (worker->cycle);
    g_free (worker);
}

static gboolean
ensure_rules (TallyBillWorker *worker, int32_t district_id, GError **error)
{
    if (worker->rules != NULL && worker->rules->district_id == district_id)
        return TRUE;
    g_clear_pointer (&worker->maker, tally_bill_maker_free);
    g_clear_pointer (&worker->rules, tally_bill_rules_free);
    worker->rules = tally_bill_store_load_rules (worker->db, district_id, worker->period, error);
    if (worker->rules == NULL)
        return FALSE;
    worker->maker = tally_bill_maker_new (worker->rules);
    return TRUE;
}

static void
sum_sheet (const TallyBillSheet *sheet, int64_t *n_held, int64_t *total_minor)
{
    *n_held = 0;
    *total_minor = 0;
    for (guint i = 0; i < sheet->bills->len; i++) {
        const TallyBill *bill = &g_array_index (sheet->bills, TallyBill, i);

        *n_held += bill->reasons != 0 ? 1 : 0;
        *total_minor += bill->total.minor;
    }
}

static gboolean
compute (TallyBillWorker *worker, const TallyBillUnit *unit, GError **error)
{
    TallyBillStreamed what = {
        .db = worker->db,
        .rules = worker->rules,
        .maker = worker->maker,
        .sheet = worker->sheet,
        .cancellable = worker->cancellable,
        .hands_on = TRUE,
    };
    g_autoptr(GArray) agreements = NULL;
    int64_t n_held;
    int64_t total_minor;

    tally_bill_sheet_clear (worker->sheet);
    agreements = tally_bill_store_load_agreements (worker->db, unit, worker->rules, worker->cycle,
                                                   worker->sheet->texts, error);
    what.agreements = agreements;
    if (agreements == NULL || !tally_bill_unit_stream (&what, unit, error)
        || !tally_bill_store_clear (worker->db, unit, worker->cycle, worker->period, error)
        || !tally_bill_store_save (worker->db, worker->run_id, NULL, worker->sheet, error))
        return FALSE;
    sum_sheet (worker->sheet, &n_held, &total_minor);
    if (!tally_bill_store_decide_again (worker->db, worker->run_id, unit, worker->period, &n_held,
                                        error))
        return FALSE;
    worker->n_bills = worker->sheet->bills->len;
    return tally_bill_store_unit_done (worker->db, worker->run_id, unit, n_held, total_minor,
                                       error);
}

static gboolean
take_and_compute (TallyDb *db, gpointer user_data, GError **error)
{
    TallyBillWorker *worker = user_data;
    TallyBillUnit unit;

    if (!tally_bill_store_take (db, worker->run_id, &unit, error))
        return FALSE;
    worker->found = unit.unit_no >= 0;
    if (!worker->found)
        return TRUE;
    if (!ensure_rules (worker, unit.district_id, error) || !compute (worker, &unit, error)) {
        g_prefix_error (error, "district %d, unit %d: ", unit.district_id, unit.unit_no);
        return FALSE;
    }
    return TRUE;
}

gboolean
tally_bill_worker_next (TallyBillWorker *worker, int64_t *n_bills, gboolean *found, GError **error)
{
    worker->n_bills = 0;
    worker->found = FALSE;
    if (!tally_db_transact (worker->db, TALLY_ISOLATION_EACH_STATEMENT, take_and_compute, worker,
                            error))
        return FALSE;
    *n_bills = worker->n_bills;
    *found = worker->found;
    return TRUE;
}

/* The agreements of a point, of which one is wanted. */
static void
keep_one (GArray *agreements, int64_t agreement_id)
{
    for (guint i = agreements->len; i-- > 0;) {
        if (g_array_index (agreements, TallyBillAgreement, i).agreement_id != agreement_id)
            g_array_remove_index (agreements, i);
    }
}

gboolean
tally_bill_unit_make_one (TallyDb *db,
                          const TallyBillOne *one,
                          TallyBillSheet *sheet,
                          GError **error)
{
    TallyBillUnit unit = { one->district_id, 0, one->point_id, one->point_id };
    TallyDays period = tally_days_of_month (one->day);
    g_autoptr(TallyBillRules)
                   rules = tally_bill_store_load_rules (db, one->district_id, period, error);
    g_autoptr(GArray) agreements = NULL;
    g_autoptr(TallyBillMaker) maker = NULL;
    TallyBillStreamed what = { .db = db, .rules = rules, .sheet = sheet };

    if (rules == NULL)
        return FALSE;
    agreements = tally_bill_store_load_all_agreements (db, &unit, rules, sheet->texts, error);
    if (agreements == NULL)
        return FALSE;
    keep_one (agreements, one->agreement_id);
    for (guint i = 0; one->version > 0 && i < agreements->len; i++)
        g_array_index (agreements, TallyBillAgreement, i).version = one->version;
    maker = tally_bill_maker_new (rules);
    tally_bill_maker_set_look (maker, one->look, one->look_data);
    what.maker = maker;
    what.agreements = agreements;
    if (!tally_bill_unit_stream (&what, &unit, error))
        return FALSE;
    if (sheet->bills->len == 1)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                 "agreement %" G_GINT64_FORMAT " of district %d is not in force in that month",
                 one->agreement_id, one->district_id);
    return FALSE;
}
