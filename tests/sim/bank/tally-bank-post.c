// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/bank/tally-bank-post.h"

#include "server/publish/pay/tally-signature-calc.h"

#include <libsoup/soup.h>

#define MAX_TRIES 60
#define MAX_PAUSE_MS 60000

struct _TallyBankPost {
    TallyBankBook *book;
    TallyBankPostRules rules;
    SoupSession *session;
    int n_dropped;
};

/* One delivery on its way; it keeps the message that it sent. */
typedef struct {
    TallyBankPost *post;
    TallyBankNotice *notice;
    SoupMessage *message;
} Delivery;

static void
delivery_free (Delivery *delivery)
{
    g_clear_object (&delivery->message);
    g_free (delivery);
}

static void
later (TallyBankPost *post, TallyBankNotice *notice, int pause_ms, GSourceFunc callback)
{
    Delivery *delivery = g_new0 (Delivery, 1);

    delivery->post = post;
    delivery->notice = notice;
    g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) pause_ms, callback, delivery,
                        (GDestroyNotify) delivery_free);
}

static void deliver (TallyBankPost *post, TallyBankNotice *notice);

static gboolean
on_time_come (gpointer user_data)
{
    Delivery *delivery = user_data;

    if (!delivery->notice->is_delivered)
        deliver (delivery->post, delivery->notice);
    return G_SOURCE_REMOVE;
}

static void
try_again (TallyBankPost *post, TallyBankNotice *notice)
{
    int64_t pause_ms = (int64_t) post->rules.retry_ms << MIN (notice->n_tries - 1, 16);

    if (notice->n_tries < MAX_TRIES)
        later (post, notice, (int) MIN (pause_ms, MAX_PAUSE_MS), on_time_come);
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Delivery *delivery = user_data;
    g_autoptr(GBytes)
                   body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
    guint status = soup_message_get_status (delivery->message);

    if (body != NULL && status >= 200 && status < 300) {
        if (!delivery->notice->is_delivered)
            tally_bank_book_delivered (delivery->post->book, delivery->notice);
    } else if (!delivery->notice->is_delivered) {
        try_again (delivery->post, delivery->notice);
    }
    delivery_free (delivery);
}

static void
send_copy (TallyBankPost *post, TallyBankNotice *notice)
{
    Delivery *delivery = g_new0 (Delivery, 1);
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    size_t length = strlen (notice->body);
    const uint8_t *bytes = (const uint8_t *) notice->body;
    g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, now);
    g_autofree char *timed = tally_signature_make_timed (post->rules.secret, bytes, length, now);
    g_autofree char *standard = tally_signature_make_standard (post->rules.secret, notice->id, now,
                                                               bytes, length);
    g_autoptr(GBytes) body = g_bytes_new (notice->body, length);
    SoupMessageHeaders *headers;

    delivery->post = post;
    delivery->notice = notice;
    delivery->message = soup_message_new ("POST", post->rules.url);
    soup_message_add_flags (delivery->message, SOUP_MESSAGE_IDEMPOTENT); /* by its event's id */
    headers = soup_message_get_request_headers (delivery->message);
    soup_message_headers_append (headers, "Stripe-Signature", timed);
    if (standard != NULL) {
        soup_message_headers_append (headers, "webhook-id", notice->id);
        soup_message_headers_append (headers, "webhook-timestamp", time);
        soup_message_headers_append (headers, "webhook-signature", standard);
    }
    soup_message_set_request_body_from_bytes (delivery->message, "application/json", body);
    soup_session_send_and_read_async (post->session, delivery->message, G_PRIORITY_DEFAULT, NULL,
                                      on_taken, delivery);
}

static void
deliver (TallyBankPost *post, TallyBankNotice *notice)
{
    notice->n_tries++;
    if (post->n_dropped < post->rules.n_drop) {
        post->n_dropped++;
        try_again (post, notice);
        return;
    }
    for (int i = 0; i < post->rules.n_copies; i++)
        send_copy (post, notice);
}

void
tally_bank_post_send (TallyBankPost *post, TallyBankNotice *notice)
{
    if (post->rules.url != NULL)
        later (post, notice, post->rules.delay_ms, on_time_come);
}

TallyBankPost *
tally_bank_post_new (TallyBankBook *book, const TallyBankPostRules *rules)
{
    TallyBankPost *post = g_new0 (TallyBankPost, 1);
    GPtrArray *notices = tally_bank_book_notices (book);

    post->book = book;
    post->rules = *rules;
    post->session = soup_session_new_with_options ("timeout", 10, "user-agent", "Harbour Bank",
                                                   NULL);
    for (guint i = 0; i < notices->len; i++) {
        TallyBankNotice *notice = g_ptr_array_index (notices, i);

        if (!notice->is_delivered)
            tally_bank_post_send (post, notice);
    }
    return post;
}

void
tally_bank_post_free (TallyBankPost *post)
{
    soup_session_abort (post->session);
    g_object_unref (post->session);
    g_free (post);
}
