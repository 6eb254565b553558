// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-correct-store.h"

#include "server/bill/tally-bill-row.h"
#include "shared/error/tally-error.h"

#define HASH_TEXT (2 * TALLY_BILL_HASH_BYTES + 1)

void
tally_bill_target_clear (TallyBillTarget *target)
{
    g_clear_pointer (&target->state, g_free);
    g_clear_pointer (&target->kind, g_free);
    g_clear_pointer (&target->made_from, g_free);
    g_clear_pointer (&target->open, g_free);
    g_clear_pointer (&target->made_of, g_free);
}

void
tally_bill_correction_clear (TallyBillCorrection *correction)
{
    g_clear_pointer (&correction->kind, g_free);
    g_clear_pointer (&correction->state, g_free);
    g_clear_pointer (&correction->number, g_free);
    g_clear_pointer (&correction->new_number, g_free);
    g_clear_pointer (&correction->credit_number, g_free);
    g_clear_pointer (&correction->ordered_by, g_free);
    g_clear_pointer (&correction->decided_by, g_free);
}

static gboolean
run_statement (TallyDb *db, const char *name, size_t n, const char *const *values, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, name, n, values, error);

    return rows != NULL;
}

gboolean
tally_bill_store_get_target (TallyDb *db,
                             const char *number,
                             TallyBillTarget *target,
                             GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/correction-bill", 1, &number, error);

    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no bill %s", number);
        return FALSE;
    }
    tally_bill_target_clear (target);
    *target = (TallyBillTarget){
        .district_id = tally_bill_get_int32 (rows, 0, 0),
        .agreement_id = tally_bill_get_int64 (rows, 0, 1),
        .point_id = tally_bill_get_int64 (rows, 0, 2),
        .period_first = { tally_bill_get_int32 (rows, 0, 3) },
        .state = g_strdup (PQgetvalue (rows, 0, 4)),
        .kind = g_strdup (PQgetvalue (rows, 0, 5)),
        .total = { tally_bill_get_int64 (rows, 0, 6) },
        .made_from = g_strdup (PQgetvalue (rows, 0, 7)),
        .next_version = tally_bill_get_int32 (rows, 0, 8),
        .open = g_strdup (PQgetvalue (rows, 0, 9)),
        .made_of = PQgetisnull (rows, 0, 10) ? NULL : g_strdup (PQgetvalue (rows, 0, 10)),
    };
    return TRUE;
}

gboolean
tally_bill_store_get_correction (TallyDb *db,
                                 const char *correction_id,
                                 TallyBillCorrection *correction,
                                 gboolean *is_there,
                                 GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/correction-get", 1, &correction_id, error);

    if (rows == NULL)
        return FALSE;
    *is_there = PQntuples (rows) == 1;
    if (!*is_there)
        return TRUE;
    tally_bill_correction_clear (correction);
    *correction = (TallyBillCorrection){
        .district_id = tally_bill_get_int32 (rows, 0, 0),
        .kind = g_strdup (PQgetvalue (rows, 0, 1)),
        .state = g_strdup (PQgetvalue (rows, 0, 2)),
        .number = g_strdup (PQgetvalue (rows, 0, 3)),
        .new_number = g_strdup (PQgetvalue (rows, 0, 4)),
        .credit_number = g_strdup (PQgetvalue (rows, 0, 5)),
        .ordered_by = g_strdup (PQgetvalue (rows, 0, 6)),
        .decided_by = g_strdup (PQgetvalue (rows, 0, 7)),
        .old_total = { tally_bill_get_int64 (rows, 0, 8) },
        .new_total = { tally_bill_get_int64 (rows, 0, 9) },
    };
    return TRUE;
}

static const char *
hash_text (const uint8_t hash[TALLY_BILL_HASH_BYTES], char text[HASH_TEXT])
{
    for (size_t i = 0; i < TALLY_BILL_HASH_BYTES; i++)
        g_snprintf (text + 2 * i, 3, "%02x", hash[i]);
    return text;
}

gboolean
tally_bill_store_add_correction (TallyDb *db,
                                 const char *correction_id,
                                 const char *state,
                                 const char *number,
                                 const TallyBillTarget *target,
                                 const TallyBill *made,
                                 const char *ordered_by,
                                 const char *reason,
                                 GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char version[TALLY_BILL_VALUE_TEXT];
    char old_minor[TALLY_BILL_VALUE_TEXT];
    char new_minor[TALLY_BILL_VALUE_TEXT];
    char hash[HASH_TEXT];
    const char *asks[] = { number, made != NULL ? made->tariff_code : "",
                           tally_bill_value (version, made != NULL ? made->tariff_version : 0),
                           made != NULL ? made->made_of : NULL };
    g_autoptr(PGresult) changes = made != NULL ? tally_db_run (db, "bill/correction-changes", 4,
                                                                asks, error)
                                                : NULL;
    const char *values[] = {
        tally_bill_value (district, target->district_id),
        correction_id,
        made != NULL ? "rebill" : "cancel",
        state,
        number,
        made != NULL ? made->number : NULL,
        changes != NULL ? PQgetvalue (changes, 0, 0) : "[]",
        changes != NULL ? PQgetvalue (changes, 0, 1) : "{}",
        tally_bill_value (old_minor, target->total.minor),
        tally_bill_value (new_minor, made != NULL ? made->total.minor : 0),
        made != NULL ? hash_text (made->made_from, hash) : target->made_from,
        ordered_by,
        reason,
    };

    return (made == NULL || changes != NULL)
           && run_statement (db, "bill/correction-add", G_N_ELEMENTS (values), values, error);
}

gboolean
tally_bill_store_drop_proposal (TallyDb *db, const char *number, GError **error)
{
    return run_statement (db, "bill/correction-drop", 1, &number, error);
}

gboolean
tally_bill_store_knows_correction (TallyDb *db,
                                   const char *number,
                                   const char *made_from,
                                   const char *made_of,
                                   gboolean *is_known,
                                   GError **error)
{
    const char *values[] = { number, made_from, made_of };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/correction-known", 3, values, error);

    if (rows == NULL)
        return FALSE;
    *is_known = tally_bill_get_int64 (rows, 0, 0) > 0;
    return TRUE;
}

gboolean
tally_bill_store_end_correction (TallyDb *db,
                                 const char *correction_id,
                                 const char *state,
                                 const char *person,
                                 const char *reason,
                                 const char *credit,
                                 GError **error)
{
    const char *values[] = { correction_id, state, person, reason, credit };

    return run_statement (db, "bill/correction-end", G_N_ELEMENTS (values), values, error);
}

gboolean
tally_bill_store_drop_draft (TallyDb *db, const char *number, GError **error)
{
    return run_statement (db, "bill/drop-draft-finding", 1, &number, error)
           && run_statement (db, "bill/drop-draft-line", 1, &number, error)
           && run_statement (db, "bill/drop-draft-bill", 1, &number, error);
}

char **
tally_bill_store_candidates (TallyDb *db, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/correction-candidates", 0, NULL, error);
    char **numbers;

    if (rows == NULL)
        return NULL;
    numbers = g_new0 (char *, (gsize) PQntuples (rows) + 1);
    for (int row = 0; row < PQntuples (rows); row++)
        numbers[row] = g_strdup (PQgetvalue (rows, row, 0));
    return numbers;
}

static char *
ask_text (TallyDb *db, const char *name, const char *value, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, name, 1, &value, error);

    if (rows == NULL)
        return NULL;
    if (PQntuples (rows) == 1)
        return g_strdup (PQgetvalue (rows, 0, 0));
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no correction %s", value);
    return NULL;
}

char *
tally_bill_store_show_correction (TallyDb *db, const char *correction_id, GError **error)
{
    return ask_text (db, "bill/correction-show", correction_id, error);
}

char *
tally_bill_store_corrections (TallyDb *db, const char *state, GError **error)
{
    return ask_text (db, "bill/correction-list", state, error);
}

gboolean
tally_bill_store_get_agreement (TallyDb *db,
                                const TallyBillClosing *closing,
                                TallyBillClosed *closed,
                                GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char agreement[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { tally_bill_value (district, closing->district_id),
                             tally_bill_value (agreement, closing->agreement_id),
                             closing->account };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/final-agreement", 3, values, error);
    g_auto(GStrv) last = NULL;

    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "district %d has no agreement %s",
                     closing->district_id, closing->account != NULL ? closing->account : agreement);
        return FALSE;
    }
    *closed = (TallyBillClosed){
        .agreement_id = tally_bill_get_int64 (rows, 0, 0),
        .point_id = tally_bill_get_int64 (rows, 0, 1),
        .valid = { { tally_bill_get_int32 (rows, 0, 2) }, { tally_bill_get_int32 (rows, 0, 3) } },
    };
    last = g_strsplit (PQgetvalue (rows, 0, 4), " ", 2);
    if (g_strv_length (last) == 2) {
        g_strlcpy (closed->last_bill, last[0], sizeof closed->last_bill);
        closed->billed_end.number = (int32_t) g_ascii_strtoll (last[1], NULL, 10);
    }
    return TRUE;
}

gboolean
tally_bill_store_close (TallyDb *db,
                        const TallyBillClosing *closing,
                        const TallyBillClosed *closed,
                        TallyDays period,
                        GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char agreement[TALLY_BILL_VALUE_TEXT];
    char point[TALLY_BILL_VALUE_TEXT];
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    char after[TALLY_DAY_TEXT];
    TallyDay day_after = { closing->last_day.number + 1 };
    const char *close[] = { tally_bill_value (district, closing->district_id),
                            tally_bill_value (agreement, closed->agreement_id),
                            tally_day_format (day_after, after) };
    const char *clear[] = { district, agreement, tally_day_format (period.first, first) };
    const char *run[] = { district,        closing->run_id,
                          first,           tally_day_format (period.end, end),
                          closing->person, closing->reason,
                          agreement };
    const char *unit[] = { district, closing->run_id, tally_bill_value (point, closed->point_id) };

    return run_statement (db, "bill/final-close", G_N_ELEMENTS (close), close, error)
           && run_statement (db, "bill/final-clear-finding", G_N_ELEMENTS (clear), clear, error)
           && run_statement (db, "bill/final-clear-line", G_N_ELEMENTS (clear), clear, error)
           && run_statement (db, "bill/final-clear-bill", G_N_ELEMENTS (clear), clear, error)
           && run_statement (db, "bill/final-run", G_N_ELEMENTS (run), run, error)
           && run_statement (db, "bill/final-unit", G_N_ELEMENTS (unit), unit, error);
}

gboolean
tally_bill_store_end_final (TallyDb *db, const char *run_id, GError **error)
{
    return run_statement (db, "bill/final-end", 1, &run_id, error);
}
