// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/db/tally-link.h"

#include "server/db/tally-sql.h"
#include "shared/error/tally-error.h"

#include <glib-unix.h>

#define CONNECT_MS 5000
/* The server ends a statement after 10 s; silence beyond that is a dead line. */
#define ANSWER_MS 15000
#define FIRST_PAUSE_MS 100
#define LONGEST_PAUSE_MS 5000

typedef enum {
    LINK_DOWN,
    LINK_CONNECTING,
    LINK_TIDYING, /* settings after connecting, or ROLLBACK */
    LINK_IDLE,
    LINK_AT_WORK,
    LINK_CLOSED,
} LinkState;

/* What was sent, in the order in which answers come back. */
typedef enum {
    STEP_PLAIN,   /* BEGIN, the scope, a setting, ROLLBACK */
    STEP_PREPARE, /* of queries[query], or of the scope */
    STEP_QUERY,
    STEP_COMMIT,
} StepKind;

typedef struct {
    StepKind kind;
    const char *name; /* interned: of the statement */
} Step;

struct _TallyLink {
    char *conninfo;
    char *user;
    GMainContext *context;
    TallyLinkChanged changed;
    gpointer user_data;

    PGconn *conn;
    LinkState state;
    GSource *watch;
    GIOCondition watched;
    GSource *timer;
    guint pause_ms;
    guint64 n_connects;
    GHashTable *prepared; /* set of interned statement names */
    GArray *steps;
    guint n_answered; /* steps that are done with */
    TallyJob *job;
};

static void start_to_connect (TallyLink *link);
static gboolean on_socket_ready (gint fd, GIOCondition condition, gpointer user_data);

static void
end_source (GSource **source)
{
    if (*source != NULL)
        g_source_destroy (*source);
    g_clear_pointer (source, g_source_unref);
}

static void
watch (TallyLink *link, GIOCondition condition)
{
    /* While connecting libpq may change the socket. */
    if (link->watch != NULL && link->watched == condition && link->state != LINK_CONNECTING)
        return;
    end_source (&link->watch);
    link->watched = condition;
    link->watch = g_unix_fd_source_new (PQsocket (link->conn), condition);
    g_source_set_callback (link->watch, G_SOURCE_FUNC (on_socket_ready), link, NULL);
    g_source_attach (link->watch, link->context);
}

static void
set_timer (TallyLink *link, guint ms, GSourceFunc callback)
{
    end_source (&link->timer);
    link->timer = g_timeout_source_new (ms);
    g_source_set_callback (link->timer, callback, link, NULL);
    g_source_attach (link->timer, link->context);
}

static gboolean
on_pause_ended (gpointer user_data)
{
    TallyLink *link = user_data;

    end_source (&link->timer);
    start_to_connect (link);
    return G_SOURCE_REMOVE;
}

static void
disconnect (TallyLink *link)
{
    end_source (&link->watch);
    end_source (&link->timer);
    g_clear_pointer (&link->conn, PQfinish);
    g_hash_table_remove_all (link->prepared);
    g_array_set_size (link->steps, 0);
    link->n_answered = 0;
}

static void
lose (TallyLink *link, const char *why)
{
    TallyJob *job = g_steal_pointer (&link->job);
    g_autofree char *text = g_strdelimit (g_strchomp (g_strdup (why)), "\n\t", ' ');

    disconnect (link);
    link->state = LINK_DOWN;
    g_message ("database: %s; next try in %u ms", text, link->pause_ms);
    set_timer (link, link->pause_ms, on_pause_ended);
    link->pause_ms = MIN (2 * link->pause_ms, LONGEST_PAUSE_MS);

    if (job != NULL && job->error == NULL)
        g_set_error_literal (&job->error, TALLY_ERROR, TALLY_ERROR_OFFLINE, text);
    link->changed (link, job, link->user_data);
}

static gboolean
on_silence (gpointer user_data)
{
    lose (user_data, "no answer in time");
    return G_SOURCE_REMOVE;
}

static gboolean
on_broken (gpointer user_data)
{
    TallyLink *link = user_data;

    lose (link, PQerrorMessage (link->conn));
    return G_SOURCE_REMOVE;
}

/* For faults met while something is sent: whoever sends is in no state to be
 * told of it at once. */
static void
lose_soon (TallyLink *link)
{
    set_timer (link, 0, on_broken);
}

static gboolean
flush (TallyLink *link)
{
    int left = PQflush (link->conn);

    if (left < 0)
        return FALSE;
    watch (link, left > 0 ? G_IO_IN | G_IO_OUT : G_IO_IN);
    return TRUE;
}

static void
add_step (TallyLink *link, StepKind kind, const char *name)
{
    Step step = { kind, name };

    g_array_append_val (link->steps, step);
}

static gboolean
send_plain (TallyLink *link, StepKind kind, const char *sql)
{
    add_step (link, kind, sql);
    return PQsendQueryParams (link->conn, sql, 0, NULL, NULL, NULL, NULL, 0);
}

static gboolean
send_statement (TallyLink *link,
                StepKind kind,
                const char *any_name,
                size_t n_values,
                char **values,
                GError **error)
{
    const char *name = g_intern_string (any_name);

    if (!g_hash_table_contains (link->prepared, name)) {
        g_autoptr(GBytes) sql = tally_sql_load (name, error);

        if (sql == NULL)
            return FALSE;
        add_step (link, STEP_PREPARE, name);
        g_hash_table_add (link->prepared, (gpointer) name);
        if (!PQsendPrepare (link->conn, name, g_bytes_get_data (sql, NULL), 0, NULL))
            return FALSE;
    }
    add_step (link, kind, name);
    return PQsendQueryPrepared (link->conn, name, (int) n_values, (const char *const *) values,
                                NULL, NULL, 0);
}

static gboolean
send_job (TallyLink *link, TallyJob *job)
{
    if (!send_plain (link, STEP_PLAIN, "BEGIN"))
        return FALSE;
    /* The scope goes before any PREPARE: names are looked up as the role. */
    if (job->has_scope
        && !send_statement (link, STEP_PLAIN, "db/scope", G_N_ELEMENTS (job->scope), job->scope,
                            &job->error))
        return FALSE;
    for (size_t i = 0; i < job->n_queries; i++) {
        if (!send_statement (link, STEP_QUERY, job->queries[i].name, job->queries[i].n_values,
                             job->queries[i].values, &job->error))
            return FALSE;
    }
    return send_plain (link, STEP_COMMIT, "COMMIT") && PQpipelineSync (link->conn) && flush (link);
}

static void
tidy (TallyLink *link, const char *const *statements, size_t n)
{
    gboolean is_sent = TRUE;

    link->state = LINK_TIDYING;
    set_timer (link, ANSWER_MS, on_silence);
    for (size_t i = 0; i < n && is_sent; i++)
        is_sent = send_plain (link, STEP_PLAIN, statements[i]);
    if (!is_sent || !PQpipelineSync (link->conn) || !flush (link))
        lose_soon (link);
}

static void
note_fault (TallyLink *link, const Step *step, const PGresult *result)
{
    g_autoptr(GError) fault = NULL;

    if (step->kind == STEP_PREPARE)
        g_hash_table_remove (link->prepared, step->name);
    /* What follows a fault is skipped by the server and says nothing new. */
    if (PQresultStatus (result) == PGRES_PIPELINE_ABORTED)
        return;
    if (tally_sql_check (link->conn, result, &fault))
        g_set_error_literal (&fault, TALLY_ERROR, TALLY_ERROR_INTERNAL, "unexpected answer");
    g_prefix_error (&fault, "%s: ", step->name);
    if (link->job == NULL || link->job->error != NULL) {
        g_message ("database: %s", fault->message);
        return;
    }
    link->job->error = g_steal_pointer (&fault);
    link->job->met_conflict = tally_sql_is_conflict (result);
}

static void
take_result (TallyLink *link, const Step *step, PGresult *result)
{
    ExecStatusType status = PQresultStatus (result);
    gboolean is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

    if (step->kind == STEP_COMMIT && is_good && !g_str_equal (PQcmdStatus (result), "COMMIT"))
        is_good = FALSE;
    if (!is_good)
        note_fault (link, step, result);
    if (is_good && step->kind == STEP_QUERY)
        g_ptr_array_add (link->job->results, result);
    else
        PQclear (result);
}

/* All answers of a pipeline are in. */
static void
end_pipeline (TallyLink *link)
{
    static const char *const rollback[] = { "ROLLBACK" };
    TallyJob *job = g_steal_pointer (&link->job);

    g_array_set_size (link->steps, 0);
    link->n_answered = 0;
    end_source (&link->timer);
    link->state = LINK_IDLE;
    link->pause_ms = FIRST_PAUSE_MS;
    if (PQtransactionStatus (link->conn) != PQTRANS_IDLE)
        tidy (link, rollback, 1);
    link->changed (link, job, link->user_data);
}

static void
read_answers (TallyLink *link)
{
    if (!PQconsumeInput (link->conn) || !flush (link)) {
        lose (link, PQerrorMessage (link->conn));
        return;
    }
    while (!PQisBusy (link->conn)) {
        PGresult *result = PQgetResult (link->conn);

        if (result == NULL && link->n_answered == link->steps->len)
            break; /* nothing is outstanding but a Sync that has not come */
        if (result == NULL) {
            link->n_answered++;
        } else if (PQresultStatus (result) == PGRES_PIPELINE_SYNC) {
            PQclear (result);
            end_pipeline (link);
            return;
        } else if (link->n_answered < link->steps->len) {
            take_result (link, &g_array_index (link->steps, Step, link->n_answered), result);
        } else {
            PQclear (result);
        }
    }
    if (PQstatus (link->conn) != CONNECTION_OK)
        lose (link, PQerrorMessage (link->conn));
}

static void
settle_in (TallyLink *link)
{
    static const char *const settings[] = {
        "SET statement_timeout = '10s'",
        "SET idle_in_transaction_session_timeout = '30s'",
    };

    link->n_connects++;
    PQsetNoticeReceiver (link->conn, tally_sql_log_notice, NULL);
    if (PQsetnonblocking (link->conn, 1) != 0 || !PQenterPipelineMode (link->conn)) {
        lose (link, PQerrorMessage (link->conn));
        return;
    }
    g_debug ("database: connected");
    tidy (link, settings, G_N_ELEMENTS (settings));
}

static void
go_on_connecting (TallyLink *link)
{
    PostgresPollingStatusType status = PQconnectPoll (link->conn);

    if (status == PGRES_POLLING_FAILED)
        lose (link, PQerrorMessage (link->conn));
    else if (status == PGRES_POLLING_OK)
        settle_in (link);
    else
        watch (link, status == PGRES_POLLING_READING ? G_IO_IN : G_IO_OUT);
}

static gboolean
on_socket_ready (gint fd, GIOCondition condition, gpointer user_data)
{
    TallyLink *link = user_data;

    if (link->state == LINK_CONNECTING)
        go_on_connecting (link);
    else
        read_answers (link);
    /* If another watch took its place, this one is destroyed already. */
    return G_SOURCE_CONTINUE;
}

static void
start_to_connect (TallyLink *link)
{
    TallySqlTarget target = tally_sql_target (link->conninfo, link->user);

    link->state = LINK_CONNECTING;
    link->conn = PQconnectStartParams (target.keywords, target.values, TRUE);
    if (PQstatus (link->conn) == CONNECTION_BAD) {
        lose (link, PQerrorMessage (link->conn));
        return;
    }
    set_timer (link, CONNECT_MS, on_silence);
    watch (link, G_IO_OUT);
}

TallyLink *
tally_link_new (const char *conninfo,
                const char *user,
                GMainContext *context,
                TallyLinkChanged changed,
                gpointer user_data)
{
    TallyLink *link = g_new0 (TallyLink, 1);

    link->conninfo = g_strdup (conninfo);
    link->user = g_strdup (user);
    link->context = g_main_context_ref (context);
    link->changed = changed;
    link->user_data = user_data;
    link->pause_ms = FIRST_PAUSE_MS;
    link->prepared = g_hash_table_new (g_direct_hash, g_direct_equal);
    link->steps = g_array_new (FALSE, FALSE, sizeof (Step));
    /* Not here: a failure would reach the pool before it has its link. */
    set_timer (link, 0, on_pause_ended);
    return link;
}

gboolean
tally_link_is_online (const TallyLink *link)
{
    return link->state == LINK_IDLE || link->state == LINK_AT_WORK || link->state == LINK_TIDYING;
}

gboolean
tally_link_is_idle (const TallyLink *link)
{
    return link->state == LINK_IDLE;
}

guint64
tally_link_get_n_connects (const TallyLink *link)
{
    return link->n_connects;
}

void
tally_link_send (TallyLink *link, TallyJob *job)
{
    g_assert (link->state == LINK_IDLE && link->job == NULL);

    link->state = LINK_AT_WORK;
    link->job = job;
    set_timer (link, ANSWER_MS, on_silence);
    /* Half a pipeline cannot be taken back, so a fault costs the connection. */
    if (!send_job (link, job))
        lose_soon (link);
}

TallyJob *
tally_link_close (TallyLink *link)
{
    disconnect (link);
    link->state = LINK_CLOSED;
    return g_steal_pointer (&link->job);
}

void
tally_link_free (TallyLink *link)
{
    g_assert (link->job == NULL);

    disconnect (link);
    g_hash_table_unref (link->prepared);
    g_array_unref (link->steps);
    g_main_context_unref (link->context);
    g_free (link->conninfo);
    g_free (link->user);
    g_free (link);
}
