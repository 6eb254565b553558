// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-correct-store.h"
#include "server/bill/tally-bill-row.h"
#include "server/bill/tally-bill-store.h"
#include "shared/error/tally-error.h"

/* What a run writes, and what becomes of a bill afterwards. */

#define UUID_BYTES 16

static gboolean
read_uuid (const char *text, uint8_t bytes[UUID_BYTES])
{
    size_t n = 0;

    for (const char *c = text; *c != '\0' && n < UUID_BYTES; c++) {
        if (*c == '-')
            continue;
        if (g_ascii_xdigit_value (c[0]) < 0 || g_ascii_xdigit_value (c[1]) < 0)
            return FALSE;
        bytes[n++] = (uint8_t) (g_ascii_xdigit_value (c[0]) * 16 + g_ascii_xdigit_value (c[1]));
        c++;
    }
    return n == UUID_BYTES;
}

static void
put_reasons (TallyCopyIn *rows, guint reasons)
{
    const char *names[TALLY_BILL_N_REASONS];
    size_t n = 0;

    for (size_t i = 0; i < TALLY_BILL_N_REASONS; i++) {
        if (reasons & (1u << i))
            names[n++] = tally_bill_reason_name (i);
    }
    tally_copy_in_texts (rows, names, n);
}

static void
put_bill (TallyCopyIn *rows,
          const TallyBill *bill,
          const char *state,
          const uint8_t run_id[UUID_BYTES])
{
    tally_copy_in_row (rows, 27);
    tally_copy_in_int32 (rows, bill->district_id);
    tally_copy_in_text (rows, bill->number);
    tally_copy_in_int64 (rows, bill->account_id);
    tally_copy_in_int64 (rows, bill->agreement_id);
    tally_copy_in_int64 (rows, bill->customer_id);
    tally_copy_in_int64 (rows, bill->point_id);
    tally_copy_in_day (rows, bill->period.first.number);
    tally_copy_in_day (rows, bill->period.end.number);
    tally_copy_in_int32 (rows, bill->version);
    tally_copy_in_text (rows, bill->kind);
    tally_copy_in_text (rows, state != NULL ? state : (bill->reasons != 0 ? "held" : "ready"));
    put_reasons (rows, bill->reasons);
    tally_copy_in_text (rows, bill->tariff_code);
    tally_copy_in_int32 (rows, bill->tariff_version);
    tally_copy_in_text (rows, bill->currency);
    tally_copy_in_int64 (rows, bill->energy_wh);
    tally_copy_in_int64 (rows, bill->net.minor);
    tally_copy_in_int64 (rows, bill->tax.minor);
    tally_copy_in_int64 (rows, bill->total.minor);
    tally_copy_in_int32 (rows, bill->estimated_ppm);
    tally_copy_in_bytes (rows, run_id, UUID_BYTES);
    tally_copy_in_bytes (rows, bill->made_from, TALLY_BILL_HASH_BYTES);
    tally_copy_in_bytes (rows, bill->content_hash, TALLY_BILL_HASH_BYTES);
    tally_copy_in_text (rows, bill->carry);
    tally_copy_in_text (rows, bill->made_of);
    tally_copy_in_text (rows, bill->determinants);
    tally_copy_in_int32 (rows, TALLY_BILL_RULES);
}

static void
put_line (TallyCopyIn *rows, const TallyBill *bill, const TallyBillLine *line)
{
    tally_copy_in_row (rows, 14);
    tally_copy_in_int32 (rows, bill->district_id);
    tally_copy_in_text (rows, bill->number);
    tally_copy_in_int16 (rows, line->line_no);
    tally_copy_in_text (rows, tally_line_kind_name (line->kind));
    tally_copy_in_text (rows, line->component);
    tally_copy_in_text (rows, line->band);
    tally_copy_in_int16 (rows, line->tier);
    tally_copy_in_int64 (rows, line->quantity);
    tally_copy_in_int16 (rows, line->quantity_exponent);
    tally_copy_in_text (rows, line->unit);
    tally_copy_in_int64 (rows, line->rate_micro);
    tally_copy_in_int64 (rows, line->amount_minor);
    tally_copy_in_text (rows, line->amount_exact);
    tally_copy_in_text (rows, line->explain);
}

static gboolean
save_bills (TallyDb *db,
            const uint8_t run_id[UUID_BYTES],
            const char *state,
            const TallyBillSheet *sheet,
            GError **error)
{
    g_autoptr(TallyCopyIn) rows = tally_copy_in_new (db, "bill/add-bills", error);

    if (rows == NULL)
        return FALSE;
    for (guint i = 0; i < sheet->bills->len; i++)
        put_bill (rows, &g_array_index (sheet->bills, TallyBill, i), state, run_id);
    return tally_copy_in_finish (rows, NULL, error);
}

static gboolean
save_lines (TallyDb *db, const TallyBillSheet *sheet, GError **error)
{
    g_autoptr(TallyCopyIn) rows = tally_copy_in_new (db, "bill/add-lines", error);
    guint at = 0;

    if (rows == NULL)
        return FALSE;
    for (guint i = 0; i < sheet->bills->len; i++) {
        const TallyBill *bill = &g_array_index (sheet->bills, TallyBill, i);
        size_t n = g_array_index (sheet->n_lines, size_t, i);

        for (size_t line = 0; line < n; line++)
            put_line (rows, bill, &g_array_index (sheet->lines, TallyBillLine, at++));
    }
    return tally_copy_in_finish (rows, NULL, error);
}

static gboolean
save_findings (TallyDb *db, const TallyBillSheet *sheet, GError **error)
{
    g_autoptr(TallyCopyIn) rows = tally_copy_in_new (db, "bill/add-findings", error);

    if (rows == NULL)
        return FALSE;
    for (guint i = 0; i < sheet->bills->len; i++) {
        const TallyBill *bill = &g_array_index (sheet->bills, TallyBill, i);
        const TallyBillFindings *all = &g_array_index (sheet->findings, TallyBillFindings, i);

        for (size_t f = 0; f < all->n; f++) {
            tally_copy_in_row (rows, 7);
            tally_copy_in_int32 (rows, bill->district_id);
            tally_copy_in_text (rows, bill->number);
            tally_copy_in_text (rows, tally_bill_reason_name (all->found[f].check));
            tally_copy_in_text (rows, tally_bill_severity_name (all->found[f].severity));
            tally_copy_in_int64 (rows, all->found[f].found);
            tally_copy_in_int64 (rows, all->found[f].bound);
            tally_copy_in_text (rows, all->found[f].unit);
        }
    }
    return tally_copy_in_finish (rows, NULL, error);
}

gboolean
tally_bill_store_save (TallyDb *db,
                       const char *run_id,
                       const char *state,
                       const TallyBillSheet *sheet,
                       GError **error)
{
    uint8_t bytes[UUID_BYTES];

    if (!read_uuid (run_id, bytes)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%s” is not a run", run_id);
        return FALSE;
    }
    return save_bills (db, bytes, state, sheet, error) && save_lines (db, sheet, error)
           && save_findings (db, sheet, error);
}

/* Rows of district, number, account, day due, kind of line and its sum. */
static GArray *
read_issued (const PGresult *rows, GError **error)
{
    g_autoptr(GArray) all = g_array_new (FALSE, TRUE, sizeof (TallyBillIssued));
    TallyBillIssued *bill = NULL;

    for (int row = 0; row < PQntuples (rows); row++) {
        const char *number = PQgetvalue (rows, row, 1);
        TallyBillCharge charge = { .amount = { tally_bill_get_int64 (rows, row, 5) } };

        if (bill == NULL || !g_str_equal (bill->number, number)) {
            g_array_set_size (all, all->len + 1);
            bill = &g_array_index (all, TallyBillIssued, all->len - 1);
            bill->district_id = tally_bill_get_int32 (rows, row, 0);
            g_strlcpy (bill->number, number, sizeof bill->number);
            bill->account_id = tally_bill_get_int64 (rows, row, 2);
            bill->due_on.number = tally_bill_get_int32 (rows, row, 3);
            bill->is_cancelled = PQnfields (rows) > 6
                                 && g_str_equal (PQgetvalue (rows, row, 6), "cancelled");
        }
        if (PQgetvalue (rows, row, 4)[0] == '\0')
            continue; /* a bill without lines */
        if (!tally_line_kind_from_name (PQgetvalue (rows, row, 4), &charge.kind)
            || bill->n_charges == TALLY_LINE_KINDS) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "bill %s has a strange line",
                         number);
            return NULL;
        }
        bill->charges[bill->n_charges++] = charge;
    }
    return g_steal_pointer (&all);
}

GArray *
tally_bill_store_issue (TallyDb *db,
                        const char *run_id,
                        TallyDay issued_on,
                        int limit,
                        GError **error)
{
    char day[TALLY_DAY_TEXT];
    char most[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { run_id, tally_day_format (issued_on, day),
                             tally_bill_value (most, limit) };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/issue", 3, values, error);

    return rows != NULL ? read_issued (rows, error) : NULL;
}

GArray *
tally_bill_store_charges (TallyDb *db, int32_t district_id, TallyDays period, GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char from[TALLY_DAY_TEXT];
    char to[TALLY_DAY_TEXT];
    const char *values[] = { tally_bill_value (district, district_id),
                             tally_day_format (period.first, from),
                             tally_day_format (period.end, to) };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/charges", 3, values, error);

    return rows != NULL ? read_issued (rows, error) : NULL;
}

GArray *
tally_bill_store_issue_draft (TallyDb *db, const char *number, TallyDay issued_on, GError **error)
{
    char day[TALLY_DAY_TEXT];
    const char *values[] = { number, tally_day_format (issued_on, day) };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/issue-draft", 2, values, error);

    return rows != NULL ? read_issued (rows, error) : NULL;
}

gboolean
tally_bill_store_issue_end (TallyDb *db, const char *run_id, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/issue-end", 1, &run_id, error);

    return rows != NULL;
}

gboolean
tally_bill_store_credit (TallyDb *db,
                         const char *number,
                         TallyDay issued_on,
                         TallyBillIssued *bill,
                         char credit[TALLY_BILL_NUMBER_TEXT],
                         GError **error)
{
    char day[TALLY_DAY_TEXT];
    const char *values[] = { number, tally_day_format (issued_on, day) };
    g_autoptr(PGresult) made = tally_db_run (db, "bill/credit-bill", 2, values, error);
    g_autoptr(PGresult) lines = NULL;
    g_autoptr(PGresult) cancelled = NULL;

    if (made == NULL)
        return FALSE;
    if (PQntuples (made) == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no bill %s is issued", number);
        return FALSE;
    }
    lines = tally_db_run (db, "bill/credit-lines", 1, values, error);
    if (lines != NULL)
        cancelled = tally_db_run (db, "bill/credit-cancel", 1, values, error);
    if (cancelled == NULL)
        return FALSE;
    *bill = (TallyBillIssued){ .district_id = tally_bill_get_int32 (cancelled, 0, 0),
                               .account_id = tally_bill_get_int64 (cancelled, 0, 1),
                               .due_on = issued_on };
    g_strlcpy (bill->number, number, sizeof bill->number);
    g_strlcpy (credit, PQgetvalue (made, 0, 0), TALLY_BILL_NUMBER_TEXT);
    return TRUE;
}
