// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ledger/tally-ledger-store.h"
#include "server/publish/pay/tally-pay-private.h"
#include "shared/error/tally-error.h"

#include <string.h>

/* A payment on its way: what is owed -> saved -> the bank opens -> noted. */
typedef struct {
    TallyScope scope;
    char *person_id;

    /* As asked for. */
    char *intent_id;
    int64_t account_id;
    char **wanted;
    int64_t wanted_minor;
    char *return_url;

    /* As saved; maybe by an earlier try. */
    char *saved_id;
    char *key;
    char **bills;
    int64_t amount_minor;
    char *currency;

    /* From the bank. */
    TallyPayEvent *session;
    GError *fault;
} Creation;

static void
creation_free (Creation *creation)
{
    g_free (creation->person_id);
    g_free (creation->intent_id);
    g_strfreev (creation->wanted);
    g_free (creation->return_url);
    g_free (creation->saved_id);
    g_free (creation->key);
    g_strfreev (creation->bills);
    g_free (creation->currency);
    g_clear_pointer (&creation->session, tally_pay_event_free);
    g_clear_error (&creation->fault);
    g_free (creation);
}

static int
compare_texts (const void *a, const void *b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Sorted, so that the same bills are the same payment in whatever order they are named. */
static char *
array_of (char **bills)
{
    GString *text = g_string_new ("{");

    qsort (bills, g_strv_length (bills), sizeof *bills, compare_texts);
    for (char **bill = bills; *bill != NULL; bill++)
        g_string_append_printf (text, "%s\"%s\"", bill != bills ? "," : "", *bill);
    g_string_append_c (text, '}');
    return g_string_free (text, FALSE);
}

static void
on_noted (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    Creation *creation = g_task_get_task_data (task);
    GError *error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);

    if (creation->fault != NULL) {
        g_clear_error (&error); /* the intent stays CREATED; it is asked about all the same */
        g_task_return_error (task, g_steal_pointer (&creation->fault));
        return;
    }
    if (results == NULL) {
        g_task_return_error (task, error);
        return;
    }
    tally_pay_reach (g_task_get_source_object (task), TALLY_PAY_POINT_OPENED);
    g_task_return_pointer (task, g_strdup (creation->session->url), g_free);
}

static void
note (GTask *task)
{
    Creation *creation = g_task_get_task_data (task);
    TallyPay *self = g_task_get_source_object (task);
    gboolean is_open = creation->session != NULL;
    char district[TALLY_PAY_INT64_TEXT];
    const char *values[] = { tally_pay_int64 (district, creation->scope.district_id),
                             creation->saved_id, is_open ? creation->session->session : NULL,
                             is_open ? creation->session->url : NULL };
    TallyQuery query = { is_open ? "pay/opened" : "pay/lost", is_open ? 4 : 2, values };

    tally_pool_query_async (tally_pay_get_pool (self), &creation->scope, &query, 1, NULL, on_noted,
                            g_object_ref (task));
}

static void
on_bank_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    Creation *creation = g_task_get_task_data (task);
    g_autoptr(GBytes)
                   answer = tally_bank_open_finish (TALLY_BANK (source), result, &creation->fault);
    size_t length = 0;
    const uint8_t *body;

    if (answer != NULL) {
        body = g_bytes_get_data (answer, &length);
        creation->session = tally_pay_event_parse_session (body, length, &creation->fault);
    }
    if (creation->session != NULL && creation->session->url == NULL) {
        g_clear_pointer (&creation->session, tally_pay_event_free);
        g_set_error_literal (&creation->fault, TALLY_ERROR, TALLY_ERROR_OFFLINE,
                             "the bank gave no page");
    }
    if (creation->session != NULL)
        tally_pay_reach (g_task_get_source_object (task), TALLY_PAY_POINT_ANSWERED);
    note (task);
}

static void
ask_bank (GTask *task)
{
    Creation *creation = g_task_get_task_data (task);
    TallyPay *self = g_task_get_source_object (task);
    g_autofree char *description = g_strjoinv (" ", creation->bills);
    TallyBankOrder order = {
        .district_id = creation->scope.district_id,
        .intent_id = creation->saved_id,
        .idempotency_key = creation->key,
        .amount_minor = creation->amount_minor,
        .currency = creation->currency,
        .description = description,
        .return_url = creation->return_url,
    };

    tally_pay_reach (self, TALLY_PAY_POINT_SAVED);
    tally_bank_open_async (tally_pay_get_bank (self), &order, NULL, on_bank_answered,
                           g_object_ref (task));
}

/* What is saved counts, not what was asked for: it may be an earlier try. */
static gboolean
read_saved (Creation *creation, const PGresult *rows, TallyPayState *state, GError **error)
{
    if (PQntuples (rows) == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no such payment");
        return FALSE;
    }
    creation->saved_id = g_strdup (PQgetvalue (rows, 0, 0));
    if (!g_str_equal (creation->saved_id, creation->intent_id)
        && g_ascii_strtoll (PQgetvalue (rows, 0, 2), NULL, 10) != creation->amount_minor) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                             "another payment of these bills is under way");
        return FALSE;
    }
    creation->amount_minor = g_ascii_strtoll (PQgetvalue (rows, 0, 2), NULL, 10);
    g_free (creation->currency);
    creation->currency = g_strdup (PQgetvalue (rows, 0, 3));
    creation->key = g_strdup (PQgetvalue (rows, 0, 5));
    g_free (creation->return_url);
    creation->return_url = g_strdup (PQgetvalue (rows, 0, 7));
    g_strfreev (creation->bills);
    creation->bills = g_strsplit (PQgetvalue (rows, 0, 8), " ", TALLY_PAY_MAX_BILLS);
    if (tally_pay_state_parse (PQgetvalue (rows, 0, 4), state))
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "a payment has no known state");
    return FALSE;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    Creation *creation = g_task_get_task_data (task);
    TallyPayState state = TALLY_PAY_CREATED;
    GError *error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    const PGresult *rows = results != NULL ? g_ptr_array_index (results, results->len - 1) : NULL;

    if (rows == NULL || !read_saved (creation, rows, &state, &error))
        g_task_return_error (task, error);
    else if (state == TALLY_PAY_PENDING && PQgetvalue (rows, 0, 6)[0] != '\0')
        g_task_return_pointer (task, g_strdup (PQgetvalue (rows, 0, 6)), g_free);
    else if (tally_pay_state_is_open (state))
        ask_bank (task);
    else
        g_task_return_pointer (task, g_strdup (creation->return_url), g_free);
}

static void
save (GTask *task)
{
    Creation *creation = g_task_get_task_data (task);
    TallyPay *self = g_task_get_source_object (task);
    g_autofree char *key = g_uuid_string_random ();
    g_autofree char *bills = array_of (creation->bills);
    char district[TALLY_PAY_INT64_TEXT];
    char account[TALLY_PAY_INT64_TEXT];
    char customer[TALLY_PAY_INT64_TEXT];
    char amount[TALLY_PAY_INT64_TEXT];
    const char *create[] = { tally_pay_int64 (district, creation->scope.district_id),
                             creation->intent_id,
                             tally_pay_int64 (account, creation->account_id),
                             tally_pay_int64 (customer, creation->scope.customer_id),
                             bills,
                             tally_pay_int64 (amount, creation->amount_minor),
                             creation->currency,
                             key,
                             creation->return_url };
    const char *find[] = { district, creation->intent_id, account, bills };
    TallyQuery queries[] = { { "pay/create", G_N_ELEMENTS (create), create },
                             { "pay/under-way", G_N_ELEMENTS (find), find } };

    tally_pool_query_async (tally_pay_get_pool (self), &creation->scope, queries,
                            G_N_ELEMENTS (queries), NULL, on_saved, g_object_ref (task));
}

static gboolean
is_wanted (const Creation *creation, const char *number)
{
    return creation->wanted == NULL
           || g_strv_contains ((const char *const *) creation->wanted, number);
}

/* Picks the wanted among the open bills: number, due day, owed. */
static gboolean
choose_bills (Creation *creation, const PGresult *open, GError **error)
{
    g_autoptr(GPtrArray) bills = g_ptr_array_new ();
    int64_t owed = 0;

    for (int row = 0; row < PQntuples (open) && bills->len < TALLY_PAY_MAX_BILLS; row++) {
        if (!is_wanted (creation, PQgetvalue (open, row, 0)))
            continue;
        g_ptr_array_add (bills, g_strdup (PQgetvalue (open, row, 0)));
        owed += g_ascii_strtoll (PQgetvalue (open, row, 2), NULL, 10);
    }
    g_ptr_array_add (bills, NULL);
    creation->bills = (char **) g_ptr_array_steal (bills, NULL);
    creation->amount_minor = creation->wanted_minor != 0 ? creation->wanted_minor : owed;
    if (creation->bills[0] == NULL)
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "nothing is owed on these bills");
    else if (creation->amount_minor < 1 || creation->amount_minor > owed)
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "the amount is not between 0.01 and what is owed");
    else
        return TRUE;
    return FALSE;
}

static void
on_owed_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    Creation *creation = g_task_get_task_data (task);
    GError *error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    const PGresult *account = results != NULL ? g_ptr_array_index (results, 0) : NULL;
    const PGresult *earlier = results != NULL ? g_ptr_array_index (results, 2) : NULL;

    if (results == NULL) {
        g_task_return_error (task, error);
        return;
    }
    if (PQntuples (account) == 0) {
        g_task_return_new_error (task, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                                 "that account is not yours");
        return;
    }
    creation->currency = g_strdup (PQgetvalue (account, 0, 1));
    if (PQntuples (earlier) > 0) {
        /* The very same try, repeated: its own row says what it pays. */
        creation->bills = g_strsplit (PQgetvalue (earlier, 0, 9), " ", TALLY_PAY_MAX_BILLS);
        creation->amount_minor = g_ascii_strtoll (PQgetvalue (earlier, 0, 3), NULL, 10);
    } else if (!choose_bills (creation, g_ptr_array_index (results, 1), &error)) {
        g_task_return_error (task, error);
        return;
    }
    save (task);
}

static gboolean
is_plain_number (const char *text)
{
    size_t length = strspn (text, "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    return length > 0 && length < TALLY_LEDGER_NUMBER_TEXT && text[length] == '\0';
}

static gboolean
check_order (const TallyPayOrder *order, GError **error)
{
    size_t n_bills = order->bill_numbers != NULL ? g_strv_length ((char **) order->bill_numbers)
                                                 : 0;
    gboolean is_good = g_uuid_string_is_valid (order->intent_id) && order->amount_minor >= 0
                       && n_bills <= TALLY_PAY_MAX_BILLS
                       && (order->bill_numbers == NULL || n_bills > 0);

    for (size_t i = 0; is_good && i < n_bills; i++)
        is_good = is_plain_number (order->bill_numbers[i]);
    if (!is_good)
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "a payment names its id, its bills and an amount");
    return is_good;
}

static Creation *
creation_new (const TallyScope *scope, const TallyPayOrder *order)
{
    Creation *creation = g_new0 (Creation, 1);

    creation->scope = *scope;
    creation->person_id = g_strdup (scope->person_id);
    creation->scope.person_id = creation->person_id;
    creation->scope.role = g_intern_string (scope->role);
    creation->intent_id = g_ascii_strdown (order->intent_id, -1);
    creation->account_id = order->account_id;
    creation->wanted = g_strdupv ((char **) order->bill_numbers);
    creation->wanted_minor = order->amount_minor;
    creation->return_url = g_strdup (order->return_url);
    return creation;
}

void
tally_pay_create_async (TallyPay *self,
                        const TallyScope *scope,
                        const TallyPayOrder *order,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
    GError *error = NULL;
    Creation *creation;
    char district[TALLY_PAY_INT64_TEXT];
    char account[TALLY_PAY_INT64_TEXT];
    char most[TALLY_PAY_INT64_TEXT];

    g_return_if_fail (TALLY_IS_PAY (self));

    if (!check_order (order, &error)) {
        g_task_return_error (task, error);
        return;
    }
    creation = creation_new (scope, order);
    g_task_set_task_data (task, creation, (GDestroyNotify) creation_free);
    tally_pay_reach (self, TALLY_PAY_POINT_ASKED);
    {
        const char *open[] = { tally_pay_int64 (district, scope->district_id),
                               tally_pay_int64 (account, order->account_id),
                               tally_pay_int64 (most, TALLY_LEDGER_MAX_OPEN) };
        const char *earlier[] = { district, creation->intent_id };
        TallyQuery queries[] = { { "pay/account", 2, open },
                                 { "ledger/open-bills", 3, open },
                                 { "pay/intent", 2, earlier } };

        tally_pool_query_async (tally_pay_get_pool (self), scope, queries, G_N_ELEMENTS (queries),
                                NULL, on_owed_known, g_steal_pointer (&task));
    }
}

char *
tally_pay_create_finish (TallyPay *self, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, self), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
