// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-history-calc.h"
#include "server/bill/tally-bill-market-store.h"
#include "server/bill/tally-bill-row.h"
#include "server/bill/tally-bill-store.h"
#include "shared/error/tally-error.h"

/* What a run reads: tariffs, holidays, agreements with their past; bills to verify. */

static gboolean
load_tariffs (TallyDb *db, TallyBillRules *rules, GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    const char *value = tally_bill_value (district, rules->district_id);
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/tariffs", 1, &value, error);

    if (rows == NULL)
        return FALSE;
    for (int row = 0; row < PQntuples (rows); row++) {
        const char *code = PQgetvalue (rows, row, 0);
        GArray *versions = g_hash_table_lookup (rules->tariffs, code);
        TallyBillTariff version = {
            .version = tally_bill_get_int32 (rows, row, 1),
            .valid = { { tally_bill_get_int32 (rows, row, 2) },
                       { tally_bill_get_int32 (rows, row, 3) } },
        };

        if (!tally_bill_get_hash (rows, row, 5, version.sha256)) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "tariff %s: bad hash", code);
            return FALSE;
        }
        version.tariff = tally_tariff_parse (PQgetvalue (rows, row, 4), -1, error);
        if (version.tariff == NULL) {
            g_prefix_error (error, "tariff %s version %d: ", code, version.version);
            return FALSE;
        }
        if (versions == NULL) {
            versions = tally_bill_tariffs_new ();
            g_hash_table_insert (rules->tariffs, g_strdup (code), versions);
        }
        g_array_append_val (versions, version);
    }
    return TRUE;
}

static gboolean
load_holidays (TallyDb *db, TallyBillRules *rules, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/holidays", 0, NULL, error);

    if (rows == NULL)
        return FALSE;
    for (int row = 0; row < PQntuples (rows); row++) {
        const char *name = PQgetvalue (rows, row, 0);
        TallyCalendar *calendar = g_hash_table_lookup (rules->calendars, name);

        if (calendar == NULL) {
            calendar = tally_calendar_new ();
            g_hash_table_insert (rules->calendars, g_strdup (name), calendar);
        }
        if (!tally_calendar_add (calendar, (TallyDay){ tally_bill_get_int32 (rows, row, 1) },
                                 PQgetvalue (rows, row, 2),
                                 g_str_equal (PQgetvalue (rows, row, 3), "workday"), error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
load_limits (TallyDb *db, TallyBillRules *rules, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/parameters", 0, NULL, error);

    if (rows == NULL)
        return FALSE;
    rules->limits = tally_bill_standard_limits;
    for (int row = 0; row < PQntuples (rows); row++) {
        const char *name = PQgetvalue (rows, row, 0);
        TallyBillLimit limit = { .bound = tally_bill_get_int64 (rows, row, 2),
                                 .least = tally_bill_get_int64 (rows, row, 3) };
        size_t check;

        if (!tally_bill_reason_find (name, &check)
            || !tally_bill_severity_find (PQgetvalue (rows, row, 1), &limit.severity)) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "the check %s is not known",
                         name);
            return FALSE;
        }
        rules->limits.of[check] = limit;
    }
    return TRUE;
}

TallyBillRules *
tally_bill_store_load_rules (TallyDb *db, int32_t district_id, TallyDays period, GError **error)
{
    g_autoptr(TallyBillRules) rules = g_new0 (TallyBillRules, 1);
    char district[TALLY_BILL_VALUE_TEXT];
    const char *value = tally_bill_value (district, district_id);
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/district", 1, &value, error);

    rules->district_id = district_id;
    rules->period = period;
    rules->tariffs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) g_array_unref);
    rules->calendars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) tally_calendar_free);
    if (rows == NULL)
        return NULL;
    if (PQntuples (rows) == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no district %d",
                     district_id);
        return NULL;
    }
    rules->zone = tally_zone_get (PQgetvalue (rows, 0, 0), error);
    rules->currency = g_strdup (PQgetvalue (rows, 0, 1));
    if (rules->zone == NULL || !load_limits (db, rules, error) || !load_tariffs (db, rules, error)
        || !load_holidays (db, rules, error) || !tally_bill_store_load_peaks (db, rules, 0, error)
        || !tally_bill_store_load_all_prices (db, rules, error))
        return NULL;
    return g_steal_pointer (&rules);
}

static TallyBillAgreement
read_agreement (const PGresult *rows, int row, const TallyBillRules *rules, GStringChunk *texts)
{
    return (TallyBillAgreement){
        .look_back = tally_bill_history_look_back (rules, PQgetvalue (rows, row, 4)),
        .agreement_id = tally_bill_get_int64 (rows, row, 0),
        .account_id = tally_bill_get_int64 (rows, row, 1),
        .customer_id = tally_bill_get_int64 (rows, row, 2),
        .point_id = tally_bill_get_int64 (rows, row, 3),
        .tariff_code = g_string_chunk_insert_const (texts, PQgetvalue (rows, row, 4)),
        .contracted_w = tally_bill_get_int64 (rows, row, 5),
        .contracted_va = tally_bill_get_int64 (rows, row, 6),
        .phases = tally_bill_get_int32 (rows, row, 7),
        .choice = g_str_equal (PQgetvalue (rows, row, 8), "capacity") ? TALLY_CHOICE_CAPACITY
                                                                      : TALLY_CHOICE_DEMAND,
        .valid = { { tally_bill_get_int32 (rows, row, 9) },
                   { tally_bill_get_int32 (rows, row, 10) } },
        .version = tally_bill_get_int32 (rows, row, 11),
        .supplied = { { tally_bill_get_int32 (rows, row, 12) },
                      { tally_bill_get_int32 (rows, row, 13) } },
        .carry_text = "",
    };
}

/* Bills come by point, and agreements too: those of the point that the bill comes before. */
static gboolean
add_bill (const PGresult *rows,
          int row,
          TallyDay month,
          GArray *agreements,
          guint first,
          GStringChunk *texts,
          GError **error)
{
    TallyBillBefore before = {
        .point_id = tally_bill_get_int64 (rows, row, 0),
        .account_id = tally_bill_get_int64 (rows, row, 1),
        .start = { tally_bill_get_int32 (rows, row, 2) },
        .carry = PQgetvalue (rows, row, 3),
        .came_to = { { tally_bill_get_int64 (rows, row, 4) }, tally_bill_get_int32 (rows, row, 5) },
    };

    for (guint i = first; i < agreements->len; i++) {
        TallyBillAgreement *agreement = &g_array_index (agreements, TallyBillAgreement, i);

        if (agreement->point_id != before.point_id)
            break;
        if (!tally_bill_history_add (agreement, month, &before, texts, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
load_past (TallyDb *db,
           size_t n_values,
           const char *const *values,
           TallyDay month,
           GArray *agreements,
           GStringChunk *texts,
           GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/history", n_values, values, error);
    guint first = 0;

    if (rows == NULL)
        return FALSE;
    for (int row = 0; row < PQntuples (rows); row++) {
        int64_t point_id = tally_bill_get_int64 (rows, row, 0);

        while (first < agreements->len
               && g_array_index (agreements, TallyBillAgreement, first).point_id < point_id)
            first++;
        if (!add_bill (rows, row, month, agreements, first, texts, error))
            return FALSE;
    }
    return TRUE;
}

static GArray *
load_agreements (TallyDb *db,
                 const TallyBillUnit *unit,
                 const TallyBillRules *rules,
                 const char *cycle,
                 gboolean with_issued,
                 GStringChunk *texts,
                 GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char first[TALLY_BILL_VALUE_TEXT];
    char last[TALLY_BILL_VALUE_TEXT];
    char from[TALLY_DAY_TEXT];
    char to[TALLY_DAY_TEXT];
    char months[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { tally_bill_value (district, unit->district_id),
                             tally_bill_value (first, unit->first_point),
                             tally_bill_value (last, unit->last_point),
                             tally_day_format (rules->period.first, from),
                             tally_day_format (rules->period.end, to),
                             with_issued ? "true" : "false",
                             tally_bill_value (months, tally_bill_history_months (rules)) };
    const char *own[] = { district, first, last, from, to, values[5], cycle };
    g_autoptr(PGresult)
                   rows = tally_db_run (db, "bill/agreements", G_N_ELEMENTS (own), own, error);
    g_autoptr(GArray) agreements = g_array_new (FALSE, TRUE, sizeof (TallyBillAgreement));

    if (rows == NULL)
        return NULL;
    g_array_set_size (agreements, (guint) PQntuples (rows));
    for (int row = 0; row < PQntuples (rows); row++)
        g_array_index (agreements, TallyBillAgreement, row) = read_agreement (rows, row, rules,
                                                                              texts);
    if (!load_past (db, G_N_ELEMENTS (values), values, rules->period.first, agreements, texts,
                    error)
        || !tally_bill_store_load_meters (db, values, agreements, error))
        return NULL;
    return g_steal_pointer (&agreements);
}

GArray *
tally_bill_store_load_agreements (TallyDb *db,
                                  const TallyBillUnit *unit,
                                  const TallyBillRules *rules,
                                  const char *cycle,
                                  GStringChunk *texts,
                                  GError **error)
{
    return load_agreements (db, unit, rules, cycle, FALSE, texts, error);
}

GArray *
tally_bill_store_load_all_agreements (TallyDb *db,
                                      const TallyBillUnit *unit,
                                      const TallyBillRules *rules,
                                      GStringChunk *texts,
                                      GError **error)
{
    return load_agreements (db, unit, rules, NULL, TRUE, texts, error);
}

static gboolean
read_bill (const PGresult *rows, int row, GStringChunk *texts, TallyBill *bill)
{
#define TEXT(column) g_string_chunk_insert_const (texts, PQgetvalue (rows, row, column))
    *bill = (TallyBill){
        .district_id = tally_bill_get_int32 (rows, row, 0),
        .account_id = tally_bill_get_int64 (rows, row, 2),
        .agreement_id = tally_bill_get_int64 (rows, row, 3),
        .customer_id = tally_bill_get_int64 (rows, row, 4),
        .point_id = tally_bill_get_int64 (rows, row, 5),
        .period = { { tally_bill_get_int32 (rows, row, 6) },
                    { tally_bill_get_int32 (rows, row, 7) } },
        .version = tally_bill_get_int32 (rows, row, 8),
        .kind = TEXT (9),
        .tariff_code = TEXT (10),
        .tariff_version = tally_bill_get_int32 (rows, row, 11),
        .currency = TEXT (12),
        .energy_wh = tally_bill_get_int64 (rows, row, 13),
        .net = { tally_bill_get_int64 (rows, row, 14) },
        .tax = { tally_bill_get_int64 (rows, row, 15) },
        .total = { tally_bill_get_int64 (rows, row, 16) },
        .estimated_ppm = tally_bill_get_int32 (rows, row, 17),
        .carry = TEXT (18),
        .state = TEXT (22),
        .rules = tally_bill_get_int32 (rows, row, 23),
    };
    if (!PQgetisnull (rows, row, 21))
        bill->made_of = TEXT (21);
    g_strlcpy (bill->number, PQgetvalue (rows, row, 1), sizeof bill->number);
    return tally_bill_get_hash (rows, row, 19, bill->made_from)
           && tally_bill_get_hash (rows, row, 20, bill->content_hash);
}

static gboolean
read_line (const PGresult *rows, int row, GStringChunk *texts, TallyBillLine *line)
{
    *line = (TallyBillLine){
        .line_no = (int16_t) tally_bill_get_int32 (rows, row, 1),
        .component = TEXT (3),
        .band = TEXT (4),
        .tier = (int16_t) tally_bill_get_int32 (rows, row, 5),
        .quantity = tally_bill_get_int64 (rows, row, 6),
        .quantity_exponent = (int16_t) tally_bill_get_int32 (rows, row, 7),
        .unit = TEXT (8),
        .rate_micro = tally_bill_get_int64 (rows, row, 9),
        .amount_minor = tally_bill_get_int64 (rows, row, 10),
        .amount_exact = TEXT (11),
        .explain = TEXT (12),
    };
#undef TEXT
    return tally_line_kind_from_name (PQgetvalue (rows, row, 2), &line->kind);
}

static gboolean
read_lines (const PGresult *rows, TallyBillSheet *sheet)
{
    int row = 0;

    for (guint i = 0; i < sheet->bills->len; i++) {
        const TallyBill *bill = &g_array_index (sheet->bills, TallyBill, i);
        size_t n = 0;

        while (row < PQntuples (rows) && g_str_equal (PQgetvalue (rows, row, 0), bill->number)) {
            TallyBillLine line;

            if (!read_line (rows, row++, sheet->texts, &line))
                return FALSE;
            g_array_append_val (sheet->lines, line);
            n++;
        }
        g_array_append_val (sheet->n_lines, n);
    }
    return row == PQntuples (rows);
}

TallyBillSheet *
tally_bill_store_load_issued (TallyDb *db, int32_t district_id, TallyDays period, GError **error)
{
    g_autoptr(TallyBillSheet) sheet = tally_bill_sheet_new ();
    char district[TALLY_BILL_VALUE_TEXT];
    char from[TALLY_DAY_TEXT];
    char to[TALLY_DAY_TEXT];
    const char *values[] = { tally_bill_value (district, district_id),
                             tally_day_format (period.first, from),
                             tally_day_format (period.end, to) };
    g_autoptr(PGresult) bills = tally_db_run (db, "bill/load-bills", 3, values, error);
    g_autoptr(PGresult) lines = bills != NULL
                                     ? tally_db_run (db, "bill/load-lines", 3, values, error)
                                     : NULL;
    gboolean is_good = lines != NULL;

    if (lines == NULL)
        return NULL;
    for (int row = 0; is_good && row < PQntuples (bills); row++) {
        TallyBill bill;

        is_good = read_bill (bills, row, sheet->texts, &bill);
        g_array_append_val (sheet->bills, bill);
    }
    if (is_good && read_lines (lines, sheet))
        return g_steal_pointer (&sheet);
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                 "district %d, %s: a bill or line is not as it was written", district_id, from);
    return NULL;
}

void
tally_bill_asked_clear (TallyBillAsked *asked)
{
    g_clear_pointer (&asked->sheet, tally_bill_sheet_free);
    *asked = (TallyBillAsked){ 0 };
}

gboolean
tally_bill_store_load_line (TallyDb *db,
                            const char *number,
                            int32_t district_id,
                            int line_no,
                            TallyBillAsked *asked,
                            GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char line[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { number, tally_bill_value (district, district_id),
                             tally_bill_value (line, line_no) };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/explain-line", 3, values, error);
    TallyBill bill;

    *asked = (TallyBillAsked){ 0 };
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no such line");
        return FALSE;
    }
    asked->sheet = tally_bill_sheet_new ();
    if (!read_bill (rows, 0, asked->sheet->texts, &bill)
        || !tally_line_kind_from_name (PQgetvalue (rows, 0, 23), &asked->line.kind)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                     "%s: a bill or line is not as it was written", number);
        tally_bill_asked_clear (asked);
        return FALSE;
    }
    g_array_append_val (asked->sheet->bills, bill);
    asked->line.line_no = (int16_t) line_no;
    asked->line.component = g_string_chunk_insert_const (asked->sheet->texts,
                                                         PQgetvalue (rows, 0, 24));
    asked->line.band = g_string_chunk_insert_const (asked->sheet->texts, PQgetvalue (rows, 0, 25));
    asked->line.tier = (int16_t) tally_bill_get_int32 (rows, 0, 26);
    asked->line.amount_minor = tally_bill_get_int64 (rows, 0, 27);
    if (!PQgetisnull (rows, 0, 29)) {
        asked->tariff_version = tally_bill_get_int32 (rows, 0, 28);
        asked->document = g_string_chunk_insert (asked->sheet->texts, PQgetvalue (rows, 0, 29));
    }
    return TRUE;
}

GArray *
tally_bill_store_periods (TallyDb *db, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/periods", 0, NULL, error);
    GArray *periods;

    if (rows == NULL)
        return NULL;
    periods = g_array_new (FALSE, FALSE, sizeof (TallyBillPeriod));
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyBillPeriod period = {
            .district_id = tally_bill_get_int32 (rows, row, 0),
            .period = { { tally_bill_get_int32 (rows, row, 1) },
                        { tally_bill_get_int32 (rows, row, 2) } },
            .first_point = tally_bill_get_int64 (rows, row, 3),
            .last_point = tally_bill_get_int64 (rows, row, 4),
        };

        g_array_append_val (periods, period);
    }
    return periods;
}
