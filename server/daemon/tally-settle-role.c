// SPDX-License-Identifier: GPL-3.0-or-later
/* Role settle: does what the work plan says is due, a thread a worker, and books payments. */
#include "server/daemon/tally-role.h"
#include "server/publish/pay/tally-pay-worker.h"
#include "server/work/tally-work-plan.h"

#define WORKERS_MAX 16
#define REST_MS 1000

typedef struct {
    char *conninfo;
    char *time_zone;
    char *inbox;
    GCancellable *stopping;
    GPtrArray *threads; /* of GThread */
    TallyPayWorker *payments;
} SettleRole;

/* Gives FALSE when nothing was to be done, or could not. */
static gboolean
work_once (SettleRole *role, TallyDb **db)
{
    TallyWorkContext context = { .conninfo = role->conninfo,
                                 .now = g_get_real_time () / G_USEC_PER_SEC,
                                 .time_zone = role->time_zone,
                                 .inbox = role->inbox,
                                 .cancellable = role->stopping };
    g_autoptr(GError) error = NULL;
    gboolean did_run = FALSE;

    if (*db == NULL)
        *db = tally_db_open_as (role->conninfo, tally_settle_role.login, &error);
    if (*db != NULL
        && tally_work_step_next (*db, tally_work_plan_steps (), &context, &did_run, &error))
        return did_run;
    g_message ("work plan: %s", error->message);
    g_clear_object (db);
    return FALSE;
}

static gpointer
work (gpointer data)
{
    SettleRole *role = data;
    GPollFD stopping;
    TallyDb *db = NULL;

    g_cancellable_make_pollfd (role->stopping, &stopping);
    while (!g_cancellable_is_cancelled (role->stopping)) {
        if (!work_once (role, &db))
            g_poll (&stopping, 1, REST_MS);
    }
    g_cancellable_release_fd (role->stopping);
    g_clear_object (&db);
    return NULL;
}

static void
stop (gpointer data)
{
    SettleRole *role = data;

    g_cancellable_cancel (role->stopping);
    g_clear_pointer (&role->payments, tally_pay_worker_free);
    for (guint i = 0; i < role->threads->len; i++)
        g_thread_join (g_ptr_array_index (role->threads, i));
    g_ptr_array_unref (role->threads);
    g_object_unref (role->stopping);
    g_free (role->conninfo);
    g_free (role->time_zone);
    g_free (role->inbox);
    g_free (role);
}

static gpointer
start (const TallySettings *settings, const char *conninfo, GError **error)
{
    SettleRole *role = g_new0 (SettleRole, 1);
    guint64 n = g_ascii_strtoull (tally_settings_get (settings, "settle.workers"), NULL, 10);

    role->conninfo = g_strdup (conninfo);
    role->time_zone = g_strdup (tally_settings_get (settings, "time-zone"));
    role->inbox = g_strdup (tally_settings_get (settings, "inbox"));
    role->stopping = g_cancellable_new ();
    role->threads = g_ptr_array_new ();
    role->payments = tally_pay_worker_start (conninfo, tally_settings_get (settings, "bank.url"),
                                             tally_settings_get (settings, "bank.secret-file"),
                                             error);
    if (role->payments == NULL) {
        stop (role);
        return NULL;
    }
    for (guint i = 0; i < CLAMP (n, 1, WORKERS_MAX); i++)
        g_ptr_array_add (role->threads, g_thread_new ("settle", work, role));
    return role;
}

const TallyDaemonRole tally_settle_role = { "settle", "tally_settle", start, stop };
