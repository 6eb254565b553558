// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-imports-model.h"

#include "client-gtk/models/tally-row-item.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-import-channel.h"
#include "shared/wire/tally-wire-import-issue.h"
#include "shared/wire/tally-wire-import-report.h"

#include <glib/gi18n.h>

#define DAY_S 86400

struct _TallyImportsModel {
    GObject parent_instance;

    TallyApi *api;
    TallyFeed *imports;
    TallyFeed *report;
    TallyJob *job;
    GCancellable *sending;
    char *title;
    GListStore *issues;
    GListStore *channels;
};

G_DEFINE_FINAL_TYPE (TallyImportsModel, tally_imports_model, G_TYPE_OBJECT)

enum {
    SIGNAL_REPORT_CHANGED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

const char *
tally_imports_model_state_word (const char *state)
{
    static const struct {
        const char *state;
        const char *word;
    } words[] = {
        { "imported", N_ ("Imported") },
        { "known", N_ ("Known already") },
        { "refused", N_ ("Refused") },
        { "checked", N_ ("Would be imported") },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
        if (g_strcmp0 (words[i].state, state) == 0)
            return _ (words[i].word);
    return state != NULL ? state : "";
}

static void
add_rows (GPtrArray *rows, const TallyWireType *type, JsonNode *report, const char *list)
{
    JsonObject *object = report != NULL && JSON_NODE_HOLDS_OBJECT (report)
                             ? json_node_get_object (report)
                             : NULL;
    JsonArray *array = object != NULL && json_object_has_member (object, list)
                           ? json_object_get_array_member (object, list)
                           : NULL;

    for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
        gpointer row = tally_wire_from_json (type, json_array_get_element (array, i),
                                             TALLY_WIRE_ANSWER, NULL);

        if (row != NULL)
            g_ptr_array_add (rows, row);
    }
}

/* Each issue is told by the list it stands in. */
static void
add_issues (GPtrArray *rows, JsonNode *report, const char *list)
{
    guint first = rows->len;

    add_rows (rows, &tally_wire_import_issue_type, report, list);
    for (guint i = first; i < rows->len; i++) {
        TallyWireImportIssue *issue = rows->pdata[i];

        g_free (issue->kind);
        issue->kind = g_strdup (list);
    }
}

static void
show (TallyImportsModel *self, const char *name, const char *state, JsonNode *report)
{
    g_autoptr(GPtrArray) issues = tally_wire_list_new (&tally_wire_import_issue_type);
    g_autoptr(GPtrArray) channels = tally_wire_list_new (&tally_wire_import_channel_type);

    g_free (self->title);
    self->title = name != NULL
                      ? g_strdup_printf ("%s · %s", name, tally_imports_model_state_word (state))
                      : NULL;
    add_issues (issues, report, "rejected");
    add_issues (issues, report, "doubted");
    add_issues (issues, report, "forgiven");
    add_rows (channels, &tally_wire_import_channel_type, report, "channels");
    tally_row_item_fill (self->issues, issues);
    tally_row_item_fill (self->channels, channels);
    g_signal_emit (self, signals[SIGNAL_REPORT_CHANGED], 0);
}

static void
on_report_changed (TallyImportsModel *self)
{
    const TallyWireImportReport *report = tally_feed_get_message (self->report);

    if (report != NULL)
        show (self, report->name, report->state, report->report);
}

void
tally_imports_model_choose (TallyImportsModel *self, const char *id)
{
    g_return_if_fail (TALLY_IS_IMPORTS_MODEL (self));

    if (id == NULL) {
        tally_feed_clear (self->report);
        show (self, NULL, NULL, NULL);
        return;
    }
    tally_feed_load (self->report, (const char *[]){ id, NULL });
}

void
tally_imports_model_refresh (TallyImportsModel *self)
{
    g_return_if_fail (TALLY_IS_IMPORTS_MODEL (self));

    tally_feed_load (self->imports, (const char *[]){ "", NULL });
}

/* A file that is being sent: read first, then carried over. */
typedef struct {
    TallyImportsModel *model;
    char *name;
    gboolean is_dry_run;
    gboolean is_lenient;
} Sending;

static void
sending_free (Sending *sending)
{
    g_object_unref (sending->model);
    g_free (sending->name);
    g_free (sending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

static void
end (TallyImportsModel *self, const GError *error)
{
    g_clear_object (&self->sending);
    tally_job_end (self->job, error);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(Sending) sending = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWireImportCheck) check = NULL;
    gpointer message = NULL;

    if (tally_api_ask_finish (TALLY_API (source), result, &message, &error))
        check = message;
    if (check != NULL) {
        tally_feed_clear (sending->model->report);
        show (sending->model, check->name, check->state, check->report);
    }
    end (sending->model, error);
}

static void
on_file_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(Sending) sending = user_data;
    TallyImportsModel *self = sending->model;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
    const char *arguments[] = { sending->name, sending->is_dry_run ? "1" : "0",
                                sending->is_lenient ? "1" : "0", NULL };

    if (content != NULL && g_bytes_get_size (content) > TALLY_IMPORTS_MAX_BYTES)
        g_set_error (&error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     _ ("%s is larger than 10 MiB: put it into the inbox folder."), sending->name);
    if (error != NULL) {
        end (self, error);
        return;
    }
    tally_api_send_async (self->api, TALLY_ASK_IMPORT_SEND, arguments, content, self->sending,
                          on_sent, g_steal_pointer (&sending));
}

void
tally_imports_model_send (TallyImportsModel *self,
                          GFile *file,
                          gboolean is_dry_run,
                          gboolean is_lenient)
{
    Sending *sending;

    g_return_if_fail (TALLY_IS_IMPORTS_MODEL (self));

    if (!tally_imports_model_may (self))
        return;
    sending = g_new0 (Sending, 1);
    sending->model = g_object_ref (self);
    sending->name = g_file_get_basename (file);
    sending->is_dry_run = is_dry_run;
    sending->is_lenient = is_lenient;
    self->sending = g_cancellable_new ();
    tally_job_begin (self->job, is_dry_run ? _ ("Checking the file") : _ ("Importing the file"), 0);
    g_file_load_bytes_async (file, self->sending, on_file_read, sending);
}

void
tally_imports_model_cancel (TallyImportsModel *self)
{
    if (self->sending != NULL)
        g_cancellable_cancel (self->sending);
}

gboolean
tally_imports_model_may (TallyImportsModel *self)
{
    return tally_api_may (self->api, "import") && !tally_job_is_running (self->job);
}

guint
tally_imports_model_count_refused (TallyImportsModel *self)
{
    GListModel *rows = tally_feed_get_rows (self->imports);
    gint64 since = g_get_real_time () / G_USEC_PER_SEC - DAY_S;
    guint n_refused = 0;

    for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWireImport *row = tally_row_item_get (item);

        n_refused += row->at >= since && g_strcmp0 (row->state, "refused") == 0;
    }
    return n_refused;
}

/* The inbox is a job of the work plan. */
void
tally_imports_model_hear (TallyImportsModel *self, const char *name, const TallyWireEvent *event)
{
    if (g_str_equal (name, "import")
        || (g_str_equal (name, "work") && g_strcmp0 (event->id, "inbox") == 0
            && g_strcmp0 (event->kind, "progress") != 0))
        tally_imports_model_refresh (self);
}

TallyFeed *
tally_imports_model_get_imports (TallyImportsModel *self)
{
    return self->imports;
}

TallyJob *
tally_imports_model_get_job (TallyImportsModel *self)
{
    return self->job;
}

const char *
tally_imports_model_get_title (TallyImportsModel *self)
{
    return self->title;
}

GListModel *
tally_imports_model_get_issues (TallyImportsModel *self)
{
    return G_LIST_MODEL (self->issues);
}

GListModel *
tally_imports_model_get_channels (TallyImportsModel *self)
{
    return G_LIST_MODEL (self->channels);
}

static void
tally_imports_model_finalize (GObject *object)
{
    TallyImportsModel *self = TALLY_IMPORTS_MODEL (object);

    g_clear_object (&self->imports);
    g_clear_object (&self->report);
    g_clear_object (&self->job);
    g_clear_object (&self->sending);
    g_clear_object (&self->issues);
    g_clear_object (&self->channels);
    g_clear_object (&self->api);
    g_free (self->title);

    G_OBJECT_CLASS (tally_imports_model_parent_class)->finalize (object);
}

static void
tally_imports_model_class_init (TallyImportsModelClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_imports_model_finalize;

    signals[SIGNAL_REPORT_CHANGED] = g_signal_new ("report-changed", TALLY_TYPE_IMPORTS_MODEL,
                                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                   G_TYPE_NONE, 0);
}

static void
tally_imports_model_init (TallyImportsModel *self)
{
    self->issues = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    self->channels = g_list_store_new (TALLY_TYPE_ROW_ITEM);
}

TallyImportsModel *
tally_imports_model_new (TallyApi *api)
{
    TallyImportsModel *self = g_object_new (TALLY_TYPE_IMPORTS_MODEL, NULL);

    self->api = g_object_ref (api);
    self->imports = tally_feed_new (api, TALLY_ASK_IMPORTS);
    self->report = tally_feed_new (api, TALLY_ASK_IMPORT);
    self->job = tally_job_new (api);
    g_signal_connect_object (self->report, "changed", G_CALLBACK (on_report_changed), self,
                             G_CONNECT_SWAPPED);
    return self;
}
