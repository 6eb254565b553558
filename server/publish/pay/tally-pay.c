// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/pay/tally-pay-event.h"
#include "server/publish/pay/tally-pay-private.h"
#include "server/publish/pay/tally-signature-calc.h"
#include "shared/error/tally-error.h"

struct _TallyPay {
    GObject parent_instance;

    TallyPool *pool;
    TallyBank *bank;
    char *webhook_secret;
    TallyPayProbe probe;
    gpointer probe_data;
};

G_DEFINE_FINAL_TYPE (TallyPay, tally_pay, G_TYPE_OBJECT)

TallyPool *
tally_pay_get_pool (TallyPay *self)
{
    return self->pool;
}

TallyBank *
tally_pay_get_bank (TallyPay *self)
{
    return self->bank;
}

void
tally_pay_reach (TallyPay *self, TallyPayPoint point)
{
    if (self->probe != NULL)
        self->probe (point, self->probe_data);
}

char *
tally_pay_int64 (char text[TALLY_PAY_INT64_TEXT], int64_t value)
{
    g_snprintf (text, TALLY_PAY_INT64_TEXT, "%" G_GINT64_FORMAT, value);
    return text;
}

void
tally_pay_intent_free (TallyPayIntent *intent)
{
    for (size_t i = 0; i < intent->n_parts; i++)
        g_free (intent->parts[i].number);
    g_free (intent->parts);
    g_free (intent->intent_id);
    g_free (intent->account_number);
    g_strfreev (intent->bill_numbers);
    g_free (intent->currency);
    g_free (intent->bank_url);
    g_free (intent->return_url);
    g_free (intent->booked_on);
    g_free (intent);
}

static int64_t
get_int64 (const PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

static void
read_receipt (TallyPayIntent *intent, const PGresult *rows)
{
    int n = PQntuples (rows);

    if (n == 0)
        return;
    intent->booked_on = g_strdup (PQgetvalue (rows, 0, 2));
    intent->parts = g_new0 (TallyPayPart, (size_t) n);
    for (int row = 0; row < n; row++) {
        intent->parts[row].number = g_strdup (PQgetvalue (rows, row, 0));
        intent->parts[row].amount_minor = get_int64 (rows, row, 1);
    }
    intent->n_parts = (size_t) n;
}

static TallyPayIntent *
read_intent (const PGresult *rows, const PGresult *receipt, GError **error)
{
    g_autoptr(TallyPayIntent) intent = g_new0 (TallyPayIntent, 1);

    if (PQntuples (rows) == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no such payment");
        return NULL;
    }
    if (!tally_pay_state_parse (PQgetvalue (rows, 0, 5), &intent->state)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "a payment has the state “%s”",
                     PQgetvalue (rows, 0, 5));
        return NULL;
    }
    intent->intent_id = g_strdup (PQgetvalue (rows, 0, 0));
    intent->account_id = get_int64 (rows, 0, 1);
    intent->account_number = g_strdup (PQgetvalue (rows, 0, 2));
    intent->amount_minor = get_int64 (rows, 0, 3);
    intent->currency = g_strdup (PQgetvalue (rows, 0, 4));
    if (intent->state == TALLY_PAY_PENDING && PQgetvalue (rows, 0, 6)[0] != '\0')
        intent->bank_url = g_strdup (PQgetvalue (rows, 0, 6));
    intent->return_url = g_strdup (PQgetvalue (rows, 0, 7));
    intent->created_at = get_int64 (rows, 0, 8);
    intent->bill_numbers = g_strsplit (PQgetvalue (rows, 0, 9), " ", TALLY_PAY_MAX_BILLS);
    read_receipt (intent, receipt);
    return g_steal_pointer (&intent);
}

static void
on_intent_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    GError *error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    TallyPayIntent *intent = results != NULL ? read_intent (g_ptr_array_index (results, 0),
                                                            g_ptr_array_index (results, 1), &error)
                                             : NULL;

    if (intent != NULL)
        g_task_return_pointer (task, intent, (GDestroyNotify) tally_pay_intent_free);
    else
        g_task_return_error (task, error);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    GError *error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);

    if (results == NULL) {
        g_task_return_error (task, error);
        return;
    }
    tally_pay_reach (g_task_get_source_object (task), TALLY_PAY_POINT_STORED);
    g_task_return_boolean (task, TRUE);
}

/* Either scheme proves who wrote it; one that carries both must hold in both. */
static gboolean
verify (TallyPay *self, const TallyPayLetter *letter, int64_t now, GError **error)
{
    size_t length = 0;
    const uint8_t *body = g_bytes_get_data (letter->body, &length);

    if (letter->timed == NULL && letter->signature == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN, "it is not signed");
        return FALSE;
    }
    if (letter->timed != NULL
        && !tally_signature_check_timed (self->webhook_secret, letter->timed, body, length, now,
                                         error))
        return FALSE;
    return letter->signature == NULL
           || tally_signature_check_standard (self->webhook_secret, letter->id, letter->timestamp,
                                              letter->signature, body, length, now, error);
}

static char *
hex_of (GBytes *bytes)
{
    size_t length = 0;
    const uint8_t *data = g_bytes_get_data (bytes, &length);
    GString *text = g_string_sized_new (2 * length + 3);

    g_string_append (text, "\\x");
    for (size_t i = 0; i < length; i++)
        g_string_append_printf (text, "%02x", data[i]);
    return g_string_free (text, FALSE);
}

static void
tally_pay_finalize (GObject *object)
{
    TallyPay *self = TALLY_PAY (object);

    g_clear_object (&self->pool);
    g_clear_object (&self->bank);
    g_clear_pointer (&self->webhook_secret, g_free);

    G_OBJECT_CLASS (tally_pay_parent_class)->finalize (object);
}

static void
tally_pay_class_init (TallyPayClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_pay_finalize;
}

static void
tally_pay_init (TallyPay *self)
{
}

TallyPay *
tally_pay_new (TallyPool *portal, const TallyPaySettings *settings)
{
    TallyPay *self = g_object_new (TALLY_TYPE_PAY, NULL);

    self->pool = g_object_ref (portal);
    self->bank = tally_bank_new (settings->bank_url, settings->bank_key);
    self->webhook_secret = g_strdup (settings->webhook_secret);
    return self;
}

void
tally_pay_set_probe (TallyPay *self, TallyPayProbe probe, gpointer user_data)
{
    g_return_if_fail (TALLY_IS_PAY (self));

    self->probe = probe;
    self->probe_data = user_data;
}

void
tally_pay_get_async (TallyPay *self,
                     const TallyScope *scope,
                     const char *intent_id,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
    char district[TALLY_PAY_INT64_TEXT];
    const char *values[] = { tally_pay_int64 (district, scope->district_id), intent_id };
    TallyQuery queries[] = { { "pay/intent", 2, values }, { "pay/receipt", 2, values } };

    g_return_if_fail (TALLY_IS_PAY (self));

    if (!g_uuid_string_is_valid (intent_id)) {
        g_task_return_new_error (task, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                                 "there is no such payment");
        return;
    }
    tally_pool_query_async (self->pool, scope, queries, G_N_ELEMENTS (queries), NULL,
                            on_intent_found, g_steal_pointer (&task));
}

TallyPayIntent *
tally_pay_get_finish (TallyPay *self, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, self), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}

void
tally_pay_hear_async (TallyPay *self,
                      const TallyPayLetter *letter,
                      int64_t now,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
    g_autoptr(TallyPayEvent) event = NULL;
    g_autofree char *body = NULL;
    GError *error = NULL;
    size_t length = 0;
    const uint8_t *bytes = g_bytes_get_data (letter->body, &length);

    g_return_if_fail (TALLY_IS_PAY (self));

    if (verify (self, letter, now, &error))
        event = tally_pay_event_parse (bytes, length, &error);
    if (event == NULL) {
        g_task_return_error (task, error);
        return;
    }
    tally_pay_reach (self, TALLY_PAY_POINT_HEARD);
    body = hex_of (letter->body);
    {
        const char *values[] = { event->event_id,
                                 letter->timed != NULL ? letter->timed : letter->signature, body,
                                 event->kind, event->session != NULL ? event->session : "" };
        TallyQuery query = { "pay/hear", G_N_ELEMENTS (values), values };

        tally_pool_query_async (self->pool, NULL, &query, 1, NULL, on_stored,
                                g_steal_pointer (&task));
    }
}

gboolean
tally_pay_hear_finish (TallyPay *self, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

    return g_task_propagate_boolean (G_TASK (result), error);
}
