// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/bank/tally-bank-book.h"

#include <json-glib/json-glib.h>

struct _TallyBankBook {
    GHashTable *by_id;  /* id -> session, which it owns */
    GHashTable *by_key; /* key -> session */
    GPtrArray *notices;
    GOutputStream *file;
};

static void
session_free (TallyBankSession *session)
{
    g_free (session->id);
    g_free (session->key);
    g_free (session->digest);
    g_free (session->reference);
    g_free (session->description);
    g_free (session->currency);
    g_free (session->success_url);
    g_free (session->cancel_url);
    g_free (session->status);
    g_free (session->payment_status);
    g_free (session);
}

static void
notice_free (TallyBankNotice *notice)
{
    g_free (notice->id);
    g_free (notice->body);
    g_free (notice);
}

char *
tally_bank_new_id (const char *prefix)
{
    g_autofree char *uuid = g_uuid_string_random ();
    g_auto(GStrv) parts = g_strsplit (uuid, "-", -1);
    g_autofree char *hex = g_strjoinv ("", parts);

    return g_strconcat (prefix, hex, NULL);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name (builder, name);
    json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, int64_t value)
{
    json_builder_set_member_name (builder, name);
    json_builder_add_int_value (builder, value);
}

static void
add_session (JsonBuilder *builder, const TallyBankSession *session, const char *base_url)
{
    json_builder_begin_object (builder);
    add_text (builder, "id", session->id);
    add_text (builder, "object", "checkout.session");
    add_text (builder, "client_reference_id", session->reference);
    add_text (builder, "description", session->description);
    add_text (builder, "currency", session->currency);
    add_text (builder, "success_url", session->success_url);
    add_text (builder, "cancel_url", session->cancel_url);
    add_text (builder, "status", session->status);
    add_text (builder, "payment_status", session->payment_status);
    add_int (builder, "amount_total", session->amount_minor);
    add_int (builder, "amount_refunded", session->refunded_minor);
    add_int (builder, "n_charges", session->n_charges);
    add_int (builder, "created", session->created_at);
    add_int (builder, "expires_at", session->expires_at);
    if (base_url != NULL) {
        g_autofree char *url = g_strdup_printf ("%s/checkout/%s", base_url, session->id);

        add_text (builder, "url", url);
    } else {
        add_text (builder, "key", session->key);
        add_text (builder, "digest", session->digest);
    }
    json_builder_end_object (builder);
}

static char *
text_of (JsonBuilder *builder)
{
    g_autoptr(JsonNode) root = json_builder_get_root (builder);

    return json_to_string (root, FALSE);
}

char *
tally_bank_session_json (const TallyBankSession *session, const char *base_url)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();

    add_session (builder, session, base_url);
    return text_of (builder);
}

static void
write_line (TallyBankBook *book, const char *kind, const char *text)
{
    g_autofree char *line = g_strdup_printf ("%s %s\n", kind, text);

    if (book->file != NULL)
        g_output_stream_write_all (book->file, line, strlen (line), NULL, NULL, NULL);
}

void
tally_bank_book_write (TallyBankBook *book, const TallyBankSession *session)
{
    g_autofree char *text = tally_bank_session_json (session, NULL);

    write_line (book, "session", text);
}

static void
keep (TallyBankBook *book, TallyBankSession *session)
{
    /* by_id last: it frees an older state of the session, whose key by_key holds until then. */
    g_hash_table_replace (book->by_key, session->key, session);
    g_hash_table_replace (book->by_id, session->id, session);
}

void
tally_bank_book_add (TallyBankBook *book, TallyBankSession *session)
{
    keep (book, session);
    tally_bank_book_write (book, session);
}

static TallyBankSession *
read_session (const char *text)
{
    g_autoptr(JsonParser) parser = json_parser_new ();
    TallyBankSession *session = g_new0 (TallyBankSession, 1);
    JsonObject *o;

    if (!json_parser_load_from_data (parser, text, -1, NULL))
        return session;
    o = json_node_get_object (json_parser_get_root (parser));
    session->id = g_strdup (json_object_get_string_member (o, "id"));
    session->key = g_strdup (json_object_get_string_member (o, "key"));
    session->digest = g_strdup (json_object_get_string_member (o, "digest"));
    session->reference = g_strdup (json_object_get_string_member (o, "client_reference_id"));
    session->description = g_strdup (json_object_get_string_member (o, "description"));
    session->currency = g_strdup (json_object_get_string_member (o, "currency"));
    session->success_url = g_strdup (json_object_get_string_member (o, "success_url"));
    session->cancel_url = g_strdup (json_object_get_string_member (o, "cancel_url"));
    session->status = g_strdup (json_object_get_string_member (o, "status"));
    session->payment_status = g_strdup (json_object_get_string_member (o, "payment_status"));
    session->amount_minor = json_object_get_int_member (o, "amount_total");
    session->refunded_minor = json_object_get_int_member (o, "amount_refunded");
    session->n_charges = json_object_get_int_member (o, "n_charges");
    session->created_at = json_object_get_int_member (o, "created");
    session->expires_at = json_object_get_int_member (o, "expires_at");
    return session;
}

static TallyBankNotice *
find_notice (TallyBankBook *book, const char *id)
{
    for (guint i = 0; i < book->notices->len; i++) {
        TallyBankNotice *notice = g_ptr_array_index (book->notices, i);

        if (g_str_equal (notice->id, id))
            return notice;
    }
    return NULL;
}

static TallyBankNotice *
add_notice (TallyBankBook *book, const char *id, const char *body)
{
    TallyBankNotice *notice = g_new0 (TallyBankNotice, 1);

    notice->id = g_strdup (id);
    notice->body = g_strdup (body);
    g_ptr_array_add (book->notices, notice);
    return notice;
}

/* A line that was cut off by the end of the bank is no line. */
static void
replay (TallyBankBook *book, const char *line)
{
    g_auto(GStrv) words = g_strsplit (line, " ", 3);

    if (g_strv_length (words) < 2)
        return;
    if (g_str_equal (words[0], "session") && g_str_has_suffix (line, "}")) {
        TallyBankSession *session = read_session (line + strlen ("session "));

        if (session->id == NULL || session->key == NULL)
            session_free (session);
        else
            keep (book, session);
    } else if (g_str_equal (words[0], "notice") && words[2] != NULL
               && g_str_has_suffix (line, "}")) {
        add_notice (book, words[1], words[2]);
    } else if (g_str_equal (words[0], "delivered")) {
        TallyBankNotice *notice = find_notice (book, words[1]);

        if (notice != NULL)
            notice->is_delivered = TRUE;
    }
}

TallyBankBook *
tally_bank_book_open (const char *path, GError **error)
{
    g_autoptr(TallyBankBook) book = g_new0 (TallyBankBook, 1);
    g_autoptr(GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;

    book->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) session_free);
    book->by_key = g_hash_table_new (g_str_hash, g_str_equal);
    book->notices = g_ptr_array_new_with_free_func ((GDestroyNotify) notice_free);
    if (file == NULL)
        return g_steal_pointer (&book);

    if (g_file_query_exists (file, NULL) && !g_file_get_contents (path, &text, NULL, error))
        return NULL;
    lines = g_strsplit (text != NULL ? text : "", "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        replay (book, *line);
    book->file = G_OUTPUT_STREAM (g_file_append_to (file, G_FILE_CREATE_PRIVATE, NULL, error));
    if (book->file == NULL)
        return NULL;
    /* Ends a line that was cut off. */
    g_output_stream_write_all (book->file, "\n", 1, NULL, NULL, NULL);
    return g_steal_pointer (&book);
}

void
tally_bank_book_free (TallyBankBook *book)
{
    g_clear_pointer (&book->by_key, g_hash_table_unref);
    g_clear_pointer (&book->by_id, g_hash_table_unref);
    g_clear_pointer (&book->notices, g_ptr_array_unref);
    g_clear_object (&book->file);
    g_free (book);
}

TallyBankSession *
tally_bank_book_find (TallyBankBook *book, const char *id)
{
    return g_hash_table_lookup (book->by_id, id);
}

TallyBankSession *
tally_bank_book_find_key (TallyBankBook *book, const char *key)
{
    return g_hash_table_lookup (book->by_key, key);
}

TallyBankNotice *
tally_bank_book_notify (TallyBankBook *book,
                        const char *kind,
                        const TallyBankSession *session,
                        const char *object_id,
                        int64_t amount_minor)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autofree char *id = tally_bank_new_id ("evt_");
    g_autofree char *body = NULL;
    g_autofree char *line = NULL;

    json_builder_begin_object (builder);
    add_text (builder, "id", id);
    add_text (builder, "object", "event");
    add_text (builder, "type", kind);
    add_int (builder, "created", g_get_real_time () / G_USEC_PER_SEC);
    json_builder_set_member_name (builder, "data");
    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "object");
    if (object_id == NULL) {
        add_session (builder, session, "");
    } else {
        json_builder_begin_object (builder);
        add_text (builder, "id", object_id);
        add_text (builder, "object", g_str_has_prefix (kind, "refund") ? "refund" : "dispute");
        add_text (builder, "checkout_session", session->id);
        add_text (builder, "client_reference_id", session->reference);
        add_text (builder, "currency", session->currency);
        add_int (builder, "amount", amount_minor);
        json_builder_end_object (builder);
    }
    json_builder_end_object (builder);
    json_builder_end_object (builder);
    body = text_of (builder);
    line = g_strdup_printf ("%s %s", id, body);
    write_line (book, "notice", line);
    return add_notice (book, id, body);
}

void
tally_bank_book_delivered (TallyBankBook *book, TallyBankNotice *notice)
{
    notice->is_delivered = TRUE;
    write_line (book, "delivered", notice->id);
}

GPtrArray *
tally_bank_book_notices (TallyBankBook *book)
{
    return book->notices;
}

GList *
tally_bank_book_sessions (TallyBankBook *book)
{
    return g_hash_table_get_values (book->by_id);
}
