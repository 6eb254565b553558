// SPDX-License-Identifier: GPL-3.0-or-later
/* Role settle: does what the work plan says is due, a thread a worker, and books payments. */
#include "server/daemon/tally-role.h"
#include "server/keep/tally-seal-key.h"
#include "server/keep/tally-seal-step.h"
#include "server/publish/export/tally-outbox-step.h"
#include "server/publish/pay/tally-pay-worker.h"
#include "server/work/tally-work-plan.h"

#include <sodium.h>

#define WORKERS_MAX 16
#define REST_MS 1000

typedef struct {
    char *conninfo;
    char *time_zone;
    char *inbox;
    char *outbox;
    char *outbox_files;
    char *seal_file;
    char *seal_key_file;
    GArray *steps; /* of TallyWorkStep */
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
                                 .outbox = role->outbox,
                                 .outbox_files = role->outbox_files,
                                 .seal_file = role->seal_file,
                                 .seal_key_file = role->seal_key_file,
                                 .cancellable = role->stopping };
    g_autoptr(GError) error = NULL;
    gboolean did_run = FALSE;

    if (*db == NULL)
        *db = tally_db_open_as (role->conninfo, tally_settle_role.login, &error);
    if (*db != NULL
        && tally_work_step_next (*db, (const TallyWorkStep *) role->steps->data, &context, &did_run,
                                 &error))
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
    g_free (role->outbox);
    g_free (role->outbox_files);
    g_free (role->seal_file);
    g_free (role->seal_key_file);
    g_array_unref (role->steps);
    g_free (role);
}

/* A seal that is kept nowhere else shows nothing, so none is made. */
static gboolean
seal (const TallyWorkContext *context, GError **error)
{
    TallySealOrder order = { .conninfo = context->conninfo,
                             .now = context->now,
                             .file = context->seal_file,
                             .key_file = context->seal_key_file };
    TallySeal made;

    return context->seal_file[0] == '\0' || tally_seal_step (&order, &made, error);
}

static gboolean
check_seal_key (const SettleRole *role, GError **error)
{
    uint8_t secret[TALLY_SEAL_KEY_BYTES];
    gboolean is_good;

    if (role->seal_file[0] == '\0')
        return TRUE;
    is_good = tally_seal_key_load (role->seal_key_file, secret, error);
    sodium_memzero (secret, sizeof secret);
    if (!is_good)
        g_prefix_error (error, "seal.key-file: ");
    return is_good;
}

/* Those of the work plan, and what hands on or guards: the plan knows nobody who does. */
static GArray *
list_steps (void)
{
    GArray *steps = g_array_new (TRUE, FALSE, sizeof (TallyWorkStep));
    const TallyWorkStep more[] = { { "outbox", tally_outbox_step }, { "seal", seal } };

    for (const TallyWorkStep *step = tally_work_plan_steps (); step->name != NULL; step++)
        g_array_append_vals (steps, step, 1);
    g_array_append_vals (steps, more, G_N_ELEMENTS (more));
    return steps;
}

static gpointer
start (const TallySettings *settings, const char *conninfo, GError **error)
{
    SettleRole *role = g_new0 (SettleRole, 1);
    guint64 n = g_ascii_strtoull (tally_settings_get (settings, "settle.workers"), NULL, 10);

    role->conninfo = g_strdup (conninfo);
    role->time_zone = g_strdup (tally_settings_get (settings, "time-zone"));
    role->inbox = g_strdup (tally_settings_get (settings, "inbox"));
    role->outbox = g_strdup (tally_settings_get (settings, "outbox"));
    role->outbox_files = g_strdup (tally_settings_get (settings, "outbox.files"));
    role->seal_file = g_strdup (tally_settings_get (settings, "seal.file"));
    role->seal_key_file = g_strdup (tally_settings_get (settings, "seal.key-file"));
    role->steps = list_steps ();
    role->stopping = g_cancellable_new ();
    role->threads = g_ptr_array_new ();
    role->payments = tally_pay_worker_start (conninfo, tally_settings_get (settings, "bank.url"),
                                             tally_settings_get (settings, "bank.secret-file"),
                                             error);
    if (role->payments == NULL || !tally_outbox_check_files (role->outbox_files, error)
        || !check_seal_key (role, error)) {
        stop (role);
        return NULL;
    }
    for (guint i = 0; i < CLAMP (n, 1, WORKERS_MAX); i++)
        g_ptr_array_add (role->threads, g_thread_new ("settle", work, role));
    return role;
}

const TallyDaemonRole tally_settle_role = { "settle", "tally_settle", start, stop };
