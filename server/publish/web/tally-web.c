// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-words.h"
#include "server/publish/web/tally-mustache.h"
#include "server/publish/web/tally-web-desk.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define PAGES TALLY_WEB_RESOURCES "/pages"
#define SUFFIX ".mustache"

static gboolean
load_templates (TallyWeb *self, GError **error)
{
    g_auto(GStrv) names = g_resources_enumerate_children (PAGES, 0, error);

    for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
        g_autofree char *path = g_strconcat (PAGES "/", names[i], NULL);
        g_autofree char *name = g_strndup (names[i], strlen (names[i]) - strlen (SUFFIX));
        g_autoptr(GBytes) bytes = g_resources_lookup_data (path, 0, error);
        TallyMustache *template = NULL;

        /* The data of a resource end with a zero. */
        if (bytes != NULL)
            template = tally_mustache_new (name, g_bytes_get_data (bytes, NULL), error);
        if (template == NULL)
            return FALSE;
        g_hash_table_insert (self->templates, g_steal_pointer (&name), template);
    }
    return names != NULL;
}

static gboolean
load_texts (TallyWeb *self, GError **error)
{
    g_autoptr(GBytes) catalogue = g_resources_lookup_data (TALLY_BILL_CHINESE, 0, error);

    if (catalogue == NULL)
        return FALSE;
    self->english = tally_web_text_new ("en", NULL, error);
    self->chinese = tally_web_text_new ("zh_CN", catalogue, error);
    return self->english != NULL && self->chinese != NULL;
}

TallyWeb *
tally_web_new (const TallyWebParts *parts, GError **error)
{
    g_autoptr(TallyWeb) self = g_new0 (TallyWeb, 1);

    self->http = parts->http;
    self->pool = parts->pool;
    self->guard = parts->guard;
    self->pay = parts->pay;
    self->origin = g_strdup (parts->origin);
    self->templates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                             (GDestroyNotify) tally_mustache_free);
    self->assets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_bytes_unref);
    self->asset_urls = json_object_new ();
    if (!load_templates (self, error) || !load_texts (self, error)
        || !tally_web_load_assets (self, error))
        return NULL;

    tally_web_desk_open (self);
    tally_http_set_sign_in (self->http, "/sign-in");
    tally_http_set_problem_page (self->http, tally_web_problem_page, self);
    tally_web_add_static (self);
    tally_web_add_sign (self);
    tally_web_add_home (self);
    tally_web_add_use (self);
    tally_web_add_bills (self);
    tally_web_add_explain (self);
    tally_web_add_compare (self);
    tally_web_add_data (self);
    tally_web_add_own (self);
    tally_web_add_paper (self);
    tally_web_add_payments (self);
    return g_steal_pointer (&self);
}

void
tally_web_free (TallyWeb *self)
{
    tally_web_close_own (self);
    tally_web_desk_close (self);
    g_clear_pointer (&self->english, tally_web_text_free);
    g_clear_pointer (&self->chinese, tally_web_text_free);
    g_clear_pointer (&self->asset_urls, json_object_unref);
    g_clear_pointer (&self->assets, g_hash_table_unref);
    g_clear_pointer (&self->templates, g_hash_table_unref);
    g_free (self->origin);
    g_free (self);
}

const TallyWebText *
tally_web_text_of (TallyWeb *self, TallyRequest *request)
{
    return g_str_equal (tally_request_get_language (request), "zh_CN") ? self->chinese
                                                                       : self->english;
}

/* What every page shows around its own. */
static void
add_frame (TallyWeb *self, TallyRequest *request, const char *page, JsonObject *data)
{
    const TallyWebText *text = tally_web_text_of (self, request);
    const TallySession *session = tally_request_get_session (request);
    gboolean is_chinese = text == self->chinese;
    JsonObject *here = json_object_new ();

    json_object_set_boolean_member (here, page, TRUE);
    json_object_set_object_member (data, "here", here);
    json_object_set_object_member (data, "t", json_object_ref (tally_web_text_words (text)));
    json_object_set_object_member (data, "asset", json_object_ref (self->asset_urls));
    json_object_set_string_member (data, "lang", is_chinese ? "zh-CN" : "en");
    json_object_set_boolean_member (data, "is_chinese", is_chinese);
    json_object_set_boolean_member (data, "is_signed_in", session != NULL);
    json_object_set_string_member (data, "person", session != NULL ? session->name : "");
    json_object_set_string_member (data, "csrf", tally_request_get_csrf (request));
    json_object_set_string_member (data, "path", tally_request_get_path (request));
}

char *
tally_web_render (TallyWeb *self,
                  TallyRequest *request,
                  const char *page,
                  const char *title,
                  JsonObject *data)
{
    g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
    const TallyMustache *template = g_hash_table_lookup (self->templates, page);

    json_object_set_string_member (data, "title", title);
    add_frame (self, request, page, data);
    json_node_take_object (node, data);
    return tally_mustache_render (template, node, self->templates);
}

void
tally_web_reply (TallyWeb *self,
                 TallyRequest *request,
                 guint status,
                 const char *page,
                 const char *title,
                 JsonObject *data)
{
    tally_request_reply_html (request, status, tally_web_render (self, request, page, title, data));
}

typedef struct {
    TallyWeb *web;
    TallyRequest *request;
    TallyWebAnswer answer;
} Question;

static void
on_results (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Question *question = user_data;
    g_autoptr(TallyRequest) request = question->request;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);

    if (results == NULL)
        tally_request_reply_error (request, error);
    else
        question->answer (question->web, request, tally_web_text_of (question->web, request),
                          results);
}

void
tally_web_ask (TallyWeb *self,
               TallyRequest *request,
               const TallyQuery *queries,
               gsize n_queries,
               TallyWebAnswer answer)
{
    TallyScope scope = tally_session_scope (tally_request_get_session (request));
    TallyQuery all[TALLY_POOL_MAX_QUERIES] = { { "web/customer", 0, NULL } };
    Question *question = g_new0 (Question, 1);

    g_return_if_fail (n_queries < TALLY_POOL_MAX_QUERIES);

    for (gsize i = 0; i < n_queries; i++)
        all[i + 1] = queries[i];
    question->web = self;
    question->request = g_object_ref (request);
    question->answer = answer;
    tally_pool_query_async (self->pool, &scope, all, n_queries + 1, NULL, on_results, question);
}
