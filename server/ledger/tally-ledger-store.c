// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ledger/tally-ledger-store.h"

#include "shared/error/tally-error.h"

#define NUMBER_TEXT 24
#define FIRST(rows, column) PQgetvalue (rows, 0, column)

static char *
number (char text[NUMBER_TEXT], int64_t value)
{
    g_snprintf (text, NUMBER_TEXT, "%" G_GINT64_FORMAT, value);
    return text;
}

static int64_t
get_int64 (const PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

/* The parallel arrays of ledger.post, as PostgreSQL reads them. */
typedef struct {
    GString *codes;
    GString *accounts;
    GString *bills;
    GString *days;
    GString *amounts;
} Columns;

static void
columns_free (Columns *columns)
{
    g_string_free (columns->codes, TRUE);
    g_string_free (columns->accounts, TRUE);
    g_string_free (columns->bills, TRUE);
    g_string_free (columns->days, TRUE);
    g_string_free (columns->amounts, TRUE);
    g_free (columns);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Columns, columns_free)

static void
append_quoted (GString *text, const char *value)
{
    g_string_append_c (text, '"');
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            g_string_append_c (text, '\\');
        g_string_append_c (text, *c);
    }
    g_string_append_c (text, '"');
}

static void
append_entry (Columns *columns, const TallyLedgerEntry *entry)
{
    char day[TALLY_DAY_TEXT];

    append_quoted (columns->codes, entry->code);
    if (entry->account_id != 0)
        g_string_append_printf (columns->accounts, "%" G_GINT64_FORMAT, entry->account_id);
    else
        g_string_append (columns->accounts, "NULL");
    if (entry->bill_number[0] != '\0')
        append_quoted (columns->bills, entry->bill_number);
    else
        g_string_append (columns->bills, "NULL");
    g_string_append (columns->days,
                     entry->due_on.number != 0 ? tally_day_format (entry->due_on, day) : "NULL");
    g_string_append_printf (columns->amounts, "%" G_GINT64_FORMAT, entry->amount.minor);
}

static Columns *
columns_of (const TallyLedgerJournal *journal)
{
    Columns *columns = g_new (Columns, 1);
    GString **all[] = { &columns->codes, &columns->accounts, &columns->bills, &columns->days,
                        &columns->amounts };

    for (size_t i = 0; i < G_N_ELEMENTS (all); i++)
        *all[i] = g_string_new ("{");
    for (size_t i = 0; i < journal->n_entries; i++) {
        for (size_t c = 0; i > 0 && c < G_N_ELEMENTS (all); c++)
            g_string_append_c (*all[c], ',');
        append_entry (columns, &journal->entries[i]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (all); i++)
        g_string_append_c (*all[i], '}');
    return columns;
}

gboolean
tally_ledger_store_post (TallyDb *db,
                         const TallyLedgerHead *head,
                         const TallyLedgerJournal *journal,
                         gboolean *is_new,
                         GError **error)
{
    g_autoptr(Columns) columns = columns_of (journal);
    char district[NUMBER_TEXT];
    char id[TALLY_LEDGER_UUID_TEXT];
    char day[TALLY_DAY_TEXT];
    const char *values[] = { number (district, head->district_id),
                             id,
                             head->kind,
                             head->reference,
                             tally_day_format (head->booked_on, day),
                             head->made_by,
                             columns->codes->str,
                             columns->accounts->str,
                             columns->bills->str,
                             columns->days->str,
                             columns->amounts->str,
                             head->undoes };
    g_autoptr(PGresult) rows = NULL;

    tally_ledger_calc_id (head->district_id, head->kind, head->reference, id);
    rows = tally_db_run (db, "ledger/post", G_N_ELEMENTS (values), values, error);
    if (rows == NULL)
        return FALSE;
    *is_new = FIRST (rows, 0)[0] == 't';
    return TRUE;
}

gboolean
tally_ledger_store_returned (TallyDb *db,
                             const TallyLedgerHead *head,
                             const char *into,
                             TallyMoney *all,
                             TallyMoney *own,
                             GError **error)
{
    char district[NUMBER_TEXT];
    const char *values[] = { number (district, head->district_id), head->undoes, into, head->kind,
                             head->reference };
    g_autoptr(PGresult) rows = tally_db_run (db, "ledger/returned", 5, values, error);

    if (rows == NULL)
        return FALSE;
    all->minor = get_int64 (rows, 0, 0);
    own->minor = get_int64 (rows, 0, 1);
    return TRUE;
}

gboolean
tally_ledger_store_get (TallyDb *db,
                        int32_t district_id,
                        const char *kind,
                        const char *reference,
                        TallyLedgerJournal *journal,
                        GError **error)
{
    char district[NUMBER_TEXT];
    const char *values[] = { number (district, district_id), kind, reference };
    g_autoptr(PGresult) rows = tally_db_run (db, "ledger/get", 3, values, error);

    journal->n_entries = 0;
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) > TALLY_LEDGER_MAX_ENTRIES) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "journal %s %s has too many entries",
                     kind, reference);
        return FALSE;
    }
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyLedgerEntry *entry = &journal->entries[journal->n_entries++];

        *entry = (TallyLedgerEntry){ .code = g_intern_string (PQgetvalue (rows, row, 0)),
                                     .account_id = get_int64 (rows, row, 1),
                                     .due_on = { (int32_t) get_int64 (rows, row, 3) },
                                     .amount = { get_int64 (rows, row, 4) } };
        g_strlcpy (entry->bill_number, PQgetvalue (rows, row, 2), sizeof entry->bill_number);
    }
    return TRUE;
}

static gboolean
add_entry (GHashTable *journals, const PGresult *rows, int row, GError **error)
{
    g_autofree char *key = g_strconcat (PQgetvalue (rows, row, 0), " ", PQgetvalue (rows, row, 1),
                                        NULL);
    TallyLedgerJournal *journal = g_hash_table_lookup (journals, key);
    TallyLedgerEntry *entry;

    if (journal != NULL && journal->n_entries == TALLY_LEDGER_MAX_ENTRIES) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "journal %s has too many entries",
                     key);
        return FALSE;
    }
    if (journal == NULL) {
        journal = g_new0 (TallyLedgerJournal, 1);
        g_hash_table_insert (journals, g_steal_pointer (&key), journal);
    }
    entry = &journal->entries[journal->n_entries++];
    entry->code = g_intern_string (PQgetvalue (rows, row, 2));
    entry->account_id = get_int64 (rows, row, 3);
    g_strlcpy (entry->bill_number, PQgetvalue (rows, row, 4), sizeof entry->bill_number);
    entry->due_on.number = (int32_t) get_int64 (rows, row, 5);
    entry->amount.minor = get_int64 (rows, row, 6);
    return TRUE;
}

GHashTable *
tally_ledger_store_of_bills (TallyDb *db,
                             int32_t district_id,
                             GPtrArray *references,
                             GError **error)
{
    g_autoptr(GHashTable) journals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                             g_free);
    g_autoptr(GString) list = g_string_new ("{");
    char district[NUMBER_TEXT];
    const char *values[] = { number (district, district_id), NULL };
    g_autoptr(PGresult) rows = NULL;

    for (guint i = 0; i < references->len; i++) {
        if (i > 0)
            g_string_append_c (list, ',');
        append_quoted (list, g_ptr_array_index (references, i));
    }
    g_string_append_c (list, '}');
    values[1] = list->str;
    rows = tally_db_run (db, "ledger/of-bills", 2, values, error);
    if (rows == NULL)
        return NULL;
    for (int row = 0; row < PQntuples (rows); row++) {
        if (!add_entry (journals, rows, row, error))
            return NULL;
    }
    return g_steal_pointer (&journals);
}

gboolean
tally_ledger_store_count_bills (TallyDb *db, int64_t *n, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "ledger/bill-count", 0, NULL, error);

    if (rows == NULL)
        return FALSE;
    *n = get_int64 (rows, 0, 0);
    return TRUE;
}

GPtrArray *
tally_ledger_store_bill_references (TallyDb *db, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "ledger/bill-references", 0, NULL, error);
    GPtrArray *references;

    if (rows == NULL)
        return NULL;
    references = g_ptr_array_new_with_free_func (g_free);
    for (int row = 0; row < PQntuples (rows); row++)
        g_ptr_array_add (references, g_strdup (PQgetvalue (rows, row, 1)));
    return references;
}

gboolean
tally_ledger_store_lock (TallyDb *db, int32_t district_id, int64_t account_id, GError **error)
{
    char district[NUMBER_TEXT];
    char account[NUMBER_TEXT];
    const char *values[] = { number (district, district_id), number (account, account_id) };
    g_autoptr(PGresult) rows = tally_db_run (db, "ledger/lock", 2, values, error);

    return rows != NULL;
}

GArray *
tally_ledger_store_open_bills (TallyDb *db, int32_t district_id, int64_t account_id, GError **error)
{
    char district[NUMBER_TEXT];
    char account[NUMBER_TEXT];
    char most[NUMBER_TEXT];
    const char *values[] = { number (district, district_id), number (account, account_id),
                             number (most, TALLY_LEDGER_MAX_OPEN) };
    g_autoptr(PGresult) rows = tally_db_run (db, "ledger/open-bills", 3, values, error);
    GArray *bills;

    if (rows == NULL)
        return NULL;
    bills = g_array_new (FALSE, TRUE, sizeof (TallyLedgerOpenBill));
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyLedgerOpenBill bill = { .due_on = { (int32_t) get_int64 (rows, row, 1) },
                                     .owed = { get_int64 (rows, row, 2) } };

        g_strlcpy (bill.number, PQgetvalue (rows, row, 0), sizeof bill.number);
        g_array_append_val (bills, bill);
    }
    return bills;
}

gboolean
tally_ledger_store_balance (TallyDb *db,
                            int32_t district_id,
                            int64_t account_id,
                            TallyDay today,
                            TallyLedgerBalance *balance,
                            GError **error)
{
    char district[NUMBER_TEXT];
    char account[NUMBER_TEXT];
    char day[TALLY_DAY_TEXT];
    const char *values[] = { number (district, district_id), number (account, account_id),
                             tally_day_format (today, day) };
    g_autoptr(PGresult) rows = tally_db_run (db, "ledger/balance", 3, values, error);

    if (rows == NULL)
        return FALSE;
    *balance = (TallyLedgerBalance){ { get_int64 (rows, 0, 0) },
                                     { get_int64 (rows, 0, 1) },
                                     { get_int64 (rows, 0, 2) } };
    return TRUE;
}

void
tally_ledger_check_clear (TallyLedgerCheck *check)
{
    g_clear_pointer (&check->fault, g_free);
}

gboolean
tally_ledger_store_check (TallyDb *db, TallyLedgerCheck *check, GError **error)
{
    g_autoptr(PGresult) sums = tally_db_run (db, "ledger/sums", 0, NULL, error);
    g_autoptr(PGresult) faults = sums != NULL ? tally_db_run (db, "ledger/faults", 0, NULL, error)
                                               : NULL;

    tally_ledger_check_clear (check);
    if (faults == NULL)
        return FALSE;
    check->n_journals = get_int64 (sums, 0, 0);
    check->n_entries = get_int64 (sums, 0, 1);
    g_strlcpy (check->sum, FIRST (sums, 2), sizeof check->sum);
    if (PQntuples (faults) > 0)
        check->fault = g_strdup (FIRST (faults, 0));
    return TRUE;
}
