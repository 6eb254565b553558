// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/pay/tally-pay-worker.h"

#include "server/publish/pay/tally-pay-step.h"

struct _TallyPayWorker {
    GThread *thread;
    GCancellable *cancellable;
    char *conninfo;
    char *bank_url;
    char *bank_key;
    TallyPayProbe probe;
    gpointer probe_data;

    GMutex mutex;
    GCond woken;
    gboolean is_awake; /* guarded by mutex */
};

/* Gives FALSE when it is time to stop. */
static gboolean
rest (TallyPayWorker *worker)
{
    int64_t until = g_get_monotonic_time () + TALLY_PAY_WORKER_PAUSE_MS * G_TIME_SPAN_MILLISECOND;
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new (&worker->mutex);

    while (!worker->is_awake && g_cond_wait_until (&worker->woken, &worker->mutex, until))
        continue;
    worker->is_awake = FALSE;
    return !g_cancellable_is_cancelled (worker->cancellable);
}

static gboolean
turn (TallyPayWorker *worker, TallyDb **db, TallyBank *bank, GError **error)
{
    TallyPayWork work = {
        .bank = bank,
        .now = g_get_real_time () / G_USEC_PER_SEC,
        .cancellable = worker->cancellable,
        .probe = worker->probe,
        .probe_data = worker->probe_data,
    };

    if (*db == NULL)
        *db = tally_db_open_as (worker->conninfo, "tally_settle", error);
    if (*db == NULL)
        return FALSE;
    work.db = *db;
    return tally_pay_step_run (&work, NULL, error);
}

static gpointer
run (gpointer data)
{
    TallyPayWorker *worker = data;
    g_autoptr(TallyBank) bank = worker->bank_url != NULL
                                     ? tally_bank_new (worker->bank_url, worker->bank_key)
                                     : NULL;
    g_autoptr(TallyDb) db = NULL;

    do {
        g_autoptr(GError) error = NULL;

        if (turn (worker, &db, bank, &error)
            || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            continue;
        /* The next turn begins with a new connection: this one may be half dead. */
        g_message ("payments: %s", error->message);
        g_clear_object (&db);
    } while (rest (worker));
    return NULL;
}

TallyPayWorker *
tally_pay_worker_new (const char *conninfo,
                      const TallyPaySettings *settings,
                      TallyPayProbe probe,
                      gpointer probe_data)
{
    TallyPayWorker *worker = g_new0 (TallyPayWorker, 1);

    worker->conninfo = g_strdup (conninfo);
    if (settings != NULL) {
        worker->bank_url = g_strdup (settings->bank_url);
        worker->bank_key = g_strdup (settings->bank_key);
    }
    worker->probe = probe;
    worker->probe_data = probe_data;
    worker->cancellable = g_cancellable_new ();
    g_mutex_init (&worker->mutex);
    g_cond_init (&worker->woken);
    worker->thread = g_thread_new ("pay", run, worker);
    return worker;
}

TallyPayWorker *
tally_pay_worker_start (const char *conninfo,
                        const char *bank_url,
                        const char *secret_file,
                        GError **error)
{
    TallyPaySettings bank = { .bank_url = bank_url };
    g_autofree char *secret = NULL;

    if (*bank_url == '\0')
        return tally_pay_worker_new (conninfo, NULL, NULL, NULL);
    if (!g_file_get_contents (secret_file, &secret, NULL, error))
        return NULL;
    bank.bank_key = g_strstrip (secret);
    return tally_pay_worker_new (conninfo, &bank, NULL, NULL);
}

void
tally_pay_worker_wake (TallyPayWorker *worker)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new (&worker->mutex);

    worker->is_awake = TRUE;
    g_cond_signal (&worker->woken);
}

void
tally_pay_worker_free (TallyPayWorker *worker)
{
    g_cancellable_cancel (worker->cancellable);
    tally_pay_worker_wake (worker);
    g_thread_join (worker->thread);
    g_object_unref (worker->cancellable);
    g_mutex_clear (&worker->mutex);
    g_cond_clear (&worker->woken);
    g_free (worker->conninfo);
    g_free (worker->bank_url);
    g_free (worker->bank_key);
    g_free (worker);
}
