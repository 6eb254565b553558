// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/pay/tally-pay-store.h"

#include "shared/error/tally-error.h"

#define NUMBER_TEXT 24

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

static gboolean
get_state (const PGresult *rows, int row, int column, TallyPayState *state, GError **error)
{
    if (tally_pay_state_parse (PQgetvalue (rows, row, column), state))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "a payment has the state “%s”",
                 PQgetvalue (rows, row, column));
    return FALSE;
}

static gboolean
run (TallyDb *db, const char *name, size_t n, const char *const *values, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, name, n, values, error);

    return rows != NULL;
}

void
tally_pay_taken_clear (TallyPayTaken *taken)
{
    g_clear_pointer (&taken->event_id, g_free);
    g_clear_pointer (&taken->kind, g_free);
    g_clear_pointer (&taken->body, g_bytes_unref);
}

static GBytes *
bytes_of_hex (const char *hex)
{
    size_t length = strlen (hex) / 2;
    uint8_t *bytes = g_malloc (length + 1);

    for (size_t i = 0; i < length; i++)
        bytes[i] = (uint8_t) (g_ascii_xdigit_value (hex[2 * i]) * 16
                              + g_ascii_xdigit_value (hex[2 * i + 1]));
    return g_bytes_new_take (bytes, length);
}

gboolean
tally_pay_store_take (TallyDb *db, TallyPayTaken *taken, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "pay/take", 0, NULL, error);

    tally_pay_taken_clear (taken);
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 0)
        return TRUE;
    taken->event_id = g_strdup (PQgetvalue (rows, 0, 0));
    taken->body = bytes_of_hex (PQgetvalue (rows, 0, 1));
    taken->kind = g_strdup (PQgetvalue (rows, 0, 2));
    taken->received_at = get_int64 (rows, 0, 3);
    return TRUE;
}

gboolean
tally_pay_store_done (TallyDb *db, const char *event_id, const char *outcome, GError **error)
{
    const char *values[] = { event_id, outcome };

    return run (db, "pay/done", 2, values, error);
}

gboolean
tally_pay_store_add (TallyDb *db, const TallyPayEvent *event, GBytes *body, GError **error)
{
    GString *hex = g_string_new ("\\x");
    g_autofree char *text = NULL;
    size_t length = 0;
    const uint8_t *bytes = g_bytes_get_data (body, &length);

    for (size_t i = 0; i < length; i++)
        g_string_append_printf (hex, "%02x", bytes[i]);
    text = g_string_free (hex, FALSE);
    {
        const char *values[] = { event->event_id, "", text, event->kind, event->session };

        return run (db, "pay/hear", G_N_ELEMENTS (values), values, error);
    }
}

void
tally_pay_locked_clear (TallyPayLocked *locked)
{
    g_clear_pointer (&locked->currency, g_free);
    g_clear_pointer (&locked->bill_numbers, g_strfreev);
}

gboolean
tally_pay_store_lock (TallyDb *db,
                      int32_t district_id,
                      const char *intent_id,
                      int64_t received_at,
                      TallyPayLocked *locked,
                      GError **error)
{
    char district[NUMBER_TEXT];
    char at[NUMBER_TEXT];
    const char *values[] = { number (district, district_id), intent_id, number (at, received_at) };
    g_autoptr(PGresult) rows = tally_db_run (db, "pay/lock-intent", 3, values, error);

    tally_pay_locked_clear (locked);
    if (rows == NULL)
        return FALSE;
    locked->is_there = PQntuples (rows) == 1;
    if (!locked->is_there)
        return TRUE;
    locked->account_id = get_int64 (rows, 0, 0);
    locked->amount_minor = get_int64 (rows, 0, 1);
    locked->currency = g_strdup (PQgetvalue (rows, 0, 2));
    locked->booked_on.number = (int32_t) get_int64 (rows, 0, 4);
    locked->bill_numbers = g_strsplit (PQgetvalue (rows, 0, 5), " ", -1);
    return get_state (rows, 0, 3, &locked->state, error);
}

gboolean
tally_pay_store_set (TallyDb *db, const TallyPayEvent *event, TallyPayState state, GError **error)
{
    char district[NUMBER_TEXT];
    const char *values[] = { number (district, event->district_id), event->intent_id,
                             tally_pay_state_name (state), event->session, event->url };

    return run (db, "pay/set-state", G_N_ELEMENTS (values), values, error);
}

void
tally_pay_due_free (TallyPayDue *due)
{
    g_free (due->intent_id);
    g_free (due->idempotency_key);
    g_free (due->currency);
    g_free (due->return_url);
    g_free (due->session);
    g_free (due->bill_numbers);
    g_free (due);
}

GPtrArray *
tally_pay_store_due (TallyDb *db, int64_t now, GError **error)
{
    char at[NUMBER_TEXT];
    const char *values[] = { number (at, now) };
    g_autoptr(PGresult) rows = tally_db_run (db, "pay/due", 1, values, error);
    g_autoptr(GPtrArray) all = NULL;

    if (rows == NULL)
        return NULL;
    all = g_ptr_array_new_with_free_func ((GDestroyNotify) tally_pay_due_free);
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyPayDue *due = g_new0 (TallyPayDue, 1);

        g_ptr_array_add (all, due);
        due->district_id = (int32_t) get_int64 (rows, row, 0);
        due->intent_id = g_strdup (PQgetvalue (rows, row, 1));
        due->idempotency_key = g_strdup (PQgetvalue (rows, row, 2));
        due->amount_minor = get_int64 (rows, row, 3);
        due->currency = g_strdup (PQgetvalue (rows, row, 4));
        due->return_url = g_strdup (PQgetvalue (rows, row, 5));
        due->session = g_strdup (PQgetvalue (rows, row, 6));
        due->n_polls = get_int64 (rows, row, 7);
        due->bill_numbers = g_strdup (PQgetvalue (rows, row, 8));
        if (!get_state (rows, row, 9, &due->state, error))
            return NULL;
    }
    return g_steal_pointer (&all);
}

gboolean
tally_pay_store_asked (TallyDb *db,
                       const TallyPayDue *due,
                       TallyPayState state,
                       int64_t next_at,
                       GError **error)
{
    char district[NUMBER_TEXT];
    char at[NUMBER_TEXT];
    const char *values[] = { number (district, due->district_id), due->intent_id,
                             tally_pay_state_name (state), number (at, next_at) };

    return run (db, "pay/asked", G_N_ELEMENTS (values), values, error);
}

gboolean
tally_pay_store_waiting (TallyDb *db, int64_t *n_events, int64_t *n_unknown, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "pay/waiting", 0, NULL, error);

    if (rows == NULL)
        return FALSE;
    *n_events = get_int64 (rows, 0, 0);
    *n_unknown = get_int64 (rows, 0, 1);
    return TRUE;
}
