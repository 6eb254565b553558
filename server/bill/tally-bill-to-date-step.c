// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-to-date-step.h"

#include "server/bill/tally-bill-history-calc.h"
#include "server/energy/tally-energy-store.h"

#define N_MONTHS (TALLY_BILL_OPEN_MONTHS + 1)

/* One month of a district, the oldest first; the last is the current one. */
typedef struct {
    TallyBillRules *rules;
    TallyBillMaker *maker;
    GArray *agreements; /* TallyBillAgreement of the piece, in order of point */
    guint next;
} Month;

typedef struct {
    const TallyBillRefresh *refresh;
    int32_t district_id;
    Month months[N_MONTHS];
    TallyDays days; /* from the first month to the end of the current one */
    TallyDay today;
    TallyEnergyOpen *open;

    /* Of the piece that is made. */
    const TallyBillPiece *piece;
    TallyBillSheet *sheet;
    GArray *rows;       /* TallyBillToDateRow */
    GHashTable *billed; /* agreement_id -> TallyDay */
    GHashTable *handed; /* point_id -> TallyBillBefore that are not billed */
} District;

static void
district_clear (District *district)
{
    for (size_t i = 0; i < N_MONTHS; i++) {
        g_clear_pointer (&district->months[i].maker, tally_bill_maker_free);
        g_clear_pointer (&district->months[i].rules, tally_bill_rules_free);
        g_clear_pointer (&district->months[i].agreements, g_array_unref);
    }
    g_clear_pointer (&district->open, tally_energy_open_free);
    g_clear_pointer (&district->sheet, tally_bill_sheet_free);
    g_clear_pointer (&district->rows, g_array_unref);
    g_clear_pointer (&district->billed, g_hash_table_unref);
    g_clear_pointer (&district->handed, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (District, district_clear)

/* A month that is not billed hands on what it came to, as its bill would; so does a part of one. */
static gboolean
take_carry (District *district, TallyBillAgreement *agreement, TallyDay month, GError **error)
{
    GArray *handed = g_hash_table_lookup (district->handed, &agreement->point_id);

    for (guint i = 0; handed != NULL && i < handed->len; i++) {
        if (!tally_bill_history_add (agreement, month, &g_array_index (handed, TallyBillBefore, i),
                                     district->sheet->texts, error))
            return FALSE;
    }
    return TRUE;
}

static void
hand_on (District *district,
         const TallyBillAgreement *agreement,
         TallyDay month,
         const TallyBillToDate *what)
{
    GArray *handed = g_hash_table_lookup (district->handed, &agreement->point_id);
    TallyBillBefore before = { .point_id = agreement->point_id,
                               .account_id = agreement->account_id,
                               .start = { MAX (month.number, agreement->valid.first.number) },
                               .carry = what->carry_text };

    if (handed == NULL) {
        handed = g_array_new (FALSE, FALSE, sizeof (TallyBillBefore));
        g_hash_table_insert (district->handed, (gpointer) &agreement->point_id, handed);
    }
    g_array_append_val (handed, before);
}

static gboolean
make_row (District *district,
          size_t index,
          TallyBillAgreement *agreement,
          const TallyBillStretch *stretch,
          GError **error)
{
    const Month *month = &district->months[index];
    gboolean is_current = index == TALLY_BILL_OPEN_MONTHS;
    const TallyDay *billed = g_hash_table_lookup (district->billed, &agreement->agreement_id);
    TallyBillToDateRow row = { .agreement = agreement };

    if (billed != NULL && billed->number >= month->rules->period.end.number)
        return TRUE;
    if (!take_carry (district, agreement, month->rules->period.first, error)
        || !tally_bill_to_date_make (month->maker, month->rules, agreement, stretch, is_current,
                                     district->sheet, &row.what, error))
        return FALSE;
    if (!is_current && g_str_equal (row.what.state, "empty"))
        return TRUE; /* before the point was measured */
    hand_on (district, agreement, month->rules->period.first, &row.what);
    g_array_append_val (district->rows, row);
    return TRUE;
}

/* The agreements of a point, of each month; those of points before it were never measured. */
static gboolean
make_up_to (District *district, int64_t point_id, const TallyBillStretch *stretch, GError **error)
{
    static const TallyBillStretch unmeasured = { .measured = { .interval_s = 900 } };

    for (size_t i = 0; i < N_MONTHS; i++) {
        Month *month = &district->months[i];

        for (; month->next < month->agreements->len; month->next++) {
            TallyBillAgreement *agreement = &g_array_index (month->agreements, TallyBillAgreement,
                                                            month->next);

            if (agreement->point_id > point_id)
                break;
            if (!make_row (district, i, agreement,
                           agreement->point_id == point_id && stretch != NULL ? stretch
                                                                              : &unmeasured,
                           error))
                return FALSE;
        }
    }
    return TRUE;
}

static gboolean
on_point (const TallyEnergyPoint *point, gpointer user_data, GError **error)
{
    District *district = user_data;
    TallyBillStretch stretch = { .days = point->days,
                                 .measured = { .import = point->import,
                                               .export = point->export,
                                               .reactive = point->reactive,
                                               .qualities = point->qualities,
                                               .n = point->n,
                                               .interval_s = point->interval_s } };

    return !g_cancellable_set_error_if_cancelled (district->refresh->cancellable, error)
           && make_up_to (district, point->point_id, &stretch, error);
}

static gboolean
load_piece (TallyDb *db, District *district, GError **error)
{
    const TallyBillUnit *unit = &district->piece->unit;

    tally_bill_sheet_clear (district->sheet);
    g_array_set_size (district->rows, 0);
    g_hash_table_remove_all (district->handed);
    g_clear_pointer (&district->billed, g_hash_table_unref);
    district->billed = tally_bill_store_billed (db, unit, district->days.first, error);
    if (district->billed == NULL)
        return FALSE;
    for (size_t i = 0; i < N_MONTHS; i++) {
        Month *month = &district->months[i];

        g_clear_pointer (&month->agreements, g_array_unref);
        month->next = 0;
        month->agreements = tally_bill_store_load_agreements (db, unit, month->rules, NULL,
                                                              district->sheet->texts, error);
        if (month->agreements == NULL)
            return FALSE;
    }
    return TRUE;
}

static gboolean
make_piece (TallyDb *db, gpointer user_data, GError **error)
{
    District *district = user_data;
    const TallyBillUnit *unit = &district->piece->unit;
    const Month *current = &district->months[TALLY_BILL_OPEN_MONTHS];
    TallyEnergySpan span = {
        .district_id = district->district_id,
        .range = { unit->first_point, unit->last_point },
        .zone = current->rules->zone,
        .days = { { MIN (district->days.first.number,
                         current->rules->period.first.number - TALLY_BILL_LOOK_BACK) },
                  { district->today.number + 1 } },
        .open = district->open,
    };

    return tally_bill_store_lock_to_date (db, district->district_id, error)
           && load_piece (db, district, error)
           && tally_energy_store_read_points (db, &span, on_point, district, error)
           && make_up_to (district, INT64_MAX, NULL, error)
           && tally_bill_store_save_to_date (db, district->piece, current->rules->currency,
                                             district->rows, error);
}

static gboolean
load_district (TallyDb *db, District *district, GError **error)
{
    g_autoptr(TallyBillRules) first = NULL;
    TallyDays month = tally_days_of_month (
        (TallyDay){ (int32_t) (district->refresh->now / 86400) });

    /* The district's own day needs its time zone, which its rules know. */
    first = tally_bill_store_load_rules (db, district->district_id, month, error);
    if (first == NULL)
        return FALSE;
    district->today = tally_day_of (first->zone, district->refresh->now);
    month = tally_days_of_month (district->today);
    district->days = month;
    for (size_t i = N_MONTHS; i-- > 0;) {
        district->months[i].rules = tally_bill_store_load_rules (db, district->district_id, month,
                                                                 error);
        if (district->months[i].rules == NULL)
            return FALSE;
        district->months[i].maker = tally_bill_maker_new (district->months[i].rules);
        district->days.first = month.first;
        month = tally_days_of_month ((TallyDay){ month.first.number - 1 });
    }
    district->sheet = tally_bill_sheet_new ();
    district->rows = g_array_new (FALSE, FALSE, sizeof (TallyBillToDateRow));
    district->handed = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                              (GDestroyNotify) g_array_unref);
    district->open = tally_energy_store_load_open (db, district->district_id, error);
    return district->open != NULL;
}

static gboolean
make_district (TallyDb *db, District *district, TallyBillRefreshed *result, GError **error)
{
    const TallyBillRefresh *refresh = district->refresh;
    g_autoptr(GArray) pieces = NULL;
    int64_t n_done = 0;
    int64_t n_total = 0;

    if (!load_district (db, district, error))
        return FALSE;
    pieces = tally_bill_store_pieces (db, district->district_id, district->days, district->today,
                                      error);
    for (guint i = 0; pieces != NULL && i < pieces->len; i++)
        n_total += g_array_index (pieces, TallyBillPiece, i).n_agreements;
    for (guint i = 0; pieces != NULL && i < pieces->len; i++) {
        const TallyBillPiece *piece = &g_array_index (pieces, TallyBillPiece, i);

        district->piece = piece;
        n_done += piece->n_agreements;
        if (!refresh->is_full && g_str_equal (piece->mark, piece->old_mark)) {
            result->n_same++;
            continue;
        }
        if (g_cancellable_set_error_if_cancelled (refresh->cancellable, error)
            || !tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, make_piece, district, error))
            return FALSE;
        result->n_made++;
        result->n_rows += district->rows->len;
        if (refresh->progress != NULL)
            refresh->progress (n_done, n_total, refresh->progress_data);
    }
    return pieces != NULL
           && tally_bill_store_sweep_to_date (
               db, district->district_id, district->days,
               district->months[TALLY_BILL_OPEN_MONTHS].rules->period.first, error);
}

gboolean
tally_bill_step_to_date (TallyDb *db,
                         const TallyBillRefresh *refresh,
                         TallyBillRefreshed *result,
                         GError **error)
{
    g_autoptr(GArray) districts = tally_bill_store_districts (db, refresh->district_id, error);

    *result = (TallyBillRefreshed){ 0 };
    for (guint i = 0; districts != NULL && i < districts->len; i++) {
        g_auto(District) district = { .refresh = refresh,
                                       .district_id = g_array_index (districts, int32_t, i) };

        if (!make_district (db, &district, result, error)) {
            g_prefix_error (error, "district %d: ", district.district_id);
            return FALSE;
        }
    }
    return districts != NULL;
}
