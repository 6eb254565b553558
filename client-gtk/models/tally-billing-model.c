// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-billing-model.h"

#include "client-gtk/models/tally-row-item.h"
#include "shared/time/tally-day.h"
#include "shared/wire/tally-wire-bill-book-start.h"
#include "shared/wire/tally-wire-bill-line.h"
#include "shared/wire/tally-wire-bill-run-start.h"
#include "shared/wire/tally-wire-bill.h"
#include "shared/wire/tally-wire-job.h"

#include <glib/gi18n.h>

#define STAY_MS 150

struct _TallyBillingModel {
    GObject parent_instance;

    TallyApi *api;
    TallyFeed *runs;
    TallyFeed *bills;
    TallyFeed *bill;
    TallyFeed *intervals;
    TallyFeed *reason;
    TallyFeed *nodes;
    TallyFeed *cycles;
    GListStore *lines;
    TallyJob *job;
    gboolean is_printing; /* the job writes a book, and is no run */
    char *number;
    int64_t line_no;
    guint asking; /* for the reason, once the person stays on a line */
};

G_DEFINE_FINAL_TYPE (TallyBillingModel, tally_billing_model, G_TYPE_OBJECT)

void
tally_billing_model_load (TallyBillingModel *self)
{
    g_return_if_fail (TALLY_IS_BILLING_MODEL (self));

    tally_feed_load (self->runs, NULL);
    if (tally_billing_model_chooses_district (self) && tally_billing_model_may (self, "run"))
        tally_feed_load (self->nodes, NULL);
    if (tally_billing_model_may (self, "run"))
        tally_feed_load (self->cycles, NULL);
}

void
tally_billing_model_refresh (TallyBillingModel *self)
{
    g_return_if_fail (TALLY_IS_BILLING_MODEL (self));

    tally_feed_reload (self->runs);
    tally_feed_reload (self->bills);
    tally_feed_reload (self->bill);
    tally_feed_reload (self->intervals);
    tally_feed_reload (self->reason);
}

static void
load_or_clear (TallyFeed *feed, const char *argument)
{
    const char *arguments[] = { argument, NULL };

    if (argument != NULL)
        tally_feed_load (feed, arguments);
    else
        tally_feed_clear (feed);
}

void
tally_billing_model_set_run (TallyBillingModel *self, const char *run_id)
{
    g_return_if_fail (TALLY_IS_BILLING_MODEL (self));

    load_or_clear (self->bills, run_id);
}

void
tally_billing_model_set_bill (TallyBillingModel *self, const char *number)
{
    g_autofree char *copy = g_strdup (number);

    g_return_if_fail (TALLY_IS_BILLING_MODEL (self));

    g_free (self->number);
    self->number = g_steal_pointer (&copy);
    tally_feed_clear (self->intervals);
    g_clear_handle_id (&self->asking, g_source_remove);
    tally_feed_clear (self->reason);
    load_or_clear (self->bill, self->number);
}

static void
on_stayed (gpointer user_data)
{
    TallyBillingModel *self = user_data;
    g_autofree char *line = g_strdup_printf ("%" G_GINT64_FORMAT, self->line_no);
    const char *arguments[] = { self->number, line, NULL };

    self->asking = 0;
    tally_feed_load (self->reason, arguments);
}

void
tally_billing_model_set_line (TallyBillingModel *self, int64_t line_no)
{
    g_autofree char *line = g_strdup_printf ("%" G_GINT64_FORMAT, line_no);
    const char *arguments[] = { self->number, line, NULL };

    g_return_if_fail (TALLY_IS_BILLING_MODEL (self));

    g_clear_handle_id (&self->asking, g_source_remove);
    self->line_no = line_no;
    tally_feed_clear (self->reason);
    if (line_no == 0 || self->number == NULL) {
        tally_feed_clear (self->intervals);
        return;
    }
    tally_feed_load (self->intervals, arguments);
    /* The server makes the bill again: not for every line somebody runs past. */
    self->asking = g_timeout_add_once (STAY_MS, on_stayed, self);
}

static void
on_bill_changed (TallyBillingModel *self)
{
    const TallyWireBill *bill = tally_feed_get_message (self->bill);

    tally_row_item_fill (self->lines, bill != NULL ? bill->lines : NULL);
}

gboolean
tally_billing_model_may (TallyBillingModel *self, const char *what)
{
    g_autofree char *name = g_strconcat ("bill-", what, NULL);

    return tally_api_may (self->api, name);
}

gboolean
tally_billing_model_chooses_district (TallyBillingModel *self)
{
    const TallyWirePerson *person = tally_api_get_person (self->api);

    return person != NULL && person->district_id == 0;
}

static void
compute (TallyBillingModel *self, const TallyWireBillRunStart *request)
{
    self->is_printing = FALSE;
    tally_job_start (self->job, _ ("Computing bills"), TALLY_ASK_START_RUN, NULL, request,
                     request->run_id);
}

int64_t
tally_billing_model_district_of (TallyBillingModel *self, int64_t chosen)
{
    const TallyWirePerson *person = tally_api_get_person (self->api);

    return person != NULL && person->district_id != 0 ? person->district_id : chosen;
}

char *
tally_billing_model_start_run (TallyBillingModel *self,
                               const char *month,
                               int64_t district_id,
                               const char *cycle)
{
    g_autoptr(TallyWireBillRunStart) request = tally_wire_bill_run_start_new ();
    char end[TALLY_DAY_TEXT];
    TallyDay first;

    g_return_val_if_fail (TALLY_IS_BILLING_MODEL (self), NULL);

    request->period_start = g_strconcat (month, "-01", NULL);
    if (tally_job_is_running (self->job) || !tally_day_parse (request->period_start, &first, NULL))
        return NULL;
    request->run_id = g_uuid_string_random ();
    request->period_end = g_strdup (tally_day_format (tally_day_next_month (first), end));
    request->district_id = tally_billing_model_district_of (self, district_id);
    request->cycle = g_strdup (cycle);
    compute (self, request);
    return g_strdup (request->run_id);
}

/* A bill that is released when the others are out makes the run one to issue again. */
gboolean
tally_billing_model_can_issue (const TallyWireBillRun *run)
{
    return run->n_ready > 0
           && (g_strcmp0 (run->state, "computed") == 0 || g_strcmp0 (run->state, "issued") == 0);
}

gboolean
tally_billing_model_can_resume (TallyBillingModel *self, const TallyWireBillRun *run)
{
    static const char *const open[] = { "failed", "cancelled", "running", NULL };
    const TallyWirePerson *person = tally_api_get_person (self->api);

    return g_strcmp0 (run->kind, "cycle") == 0 && run->state != NULL
           && g_strv_contains (open, run->state) && person != NULL
           && (person->district_id == 0 || person->district_id == run->district_id);
}

void
tally_billing_model_resume_run (TallyBillingModel *self, const TallyWireBillRun *run)
{
    TallyWireBillRunStart request = { .run_id = run->run_id,
                                      .district_id = run->district_id,
                                      .cycle = run->cycle,
                                      .period_start = run->period_start,
                                      .period_end = run->period_end };

    g_return_if_fail (TALLY_IS_BILLING_MODEL (self));

    if (!tally_job_is_running (self->job))
        compute (self, &request);
}

void
tally_billing_model_issue_run (TallyBillingModel *self, const char *run_id)
{
    const char *arguments[] = { run_id, NULL };

    g_return_if_fail (TALLY_IS_BILLING_MODEL (self));

    if (tally_job_is_running (self->job))
        return;
    self->is_printing = FALSE;
    tally_job_start (self->job, _ ("Issuing bills"), TALLY_ASK_ISSUE_RUN, arguments, NULL, run_id);
}

char *
tally_billing_model_print_run (TallyBillingModel *self, const char *run_id)
{
    const char *arguments[] = { run_id, NULL };
    g_autofree char *id = g_uuid_string_random ();
    TallyWireBillBookStart request = { .book_id = id };

    g_return_val_if_fail (TALLY_IS_BILLING_MODEL (self), NULL);

    if (tally_job_is_running (self->job))
        return NULL;
    self->is_printing = TRUE;
    tally_job_start (self->job, _ ("Writing bills into one file"), TALLY_ASK_PRINT_RUN, arguments,
                     &request, id);
    return g_steal_pointer (&id);
}

gboolean
tally_billing_model_is_printing (TallyBillingModel *self)
{
    return self->is_printing;
}

static void
on_cancel_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyBillingModel) self = user_data;
    g_autoptr(GError) error = NULL;
    gpointer message = NULL;
    g_autoptr(TallyWireJob) job = NULL;

    if (!tally_api_ask_finish (TALLY_API (source), result, &message, &error))
        g_message ("%s could not be cancelled: %s", tally_job_get_id (self->job), error->message);
    job = message;
    tally_feed_reload (self->runs);
}

void
tally_billing_model_cancel (TallyBillingModel *self)
{
    const char *arguments[] = { tally_job_get_id (self->job), NULL };

    g_return_if_fail (TALLY_IS_BILLING_MODEL (self));

    tally_api_ask_async (self->api,
                         self->is_printing ? TALLY_ASK_CANCEL_BOOK : TALLY_ASK_CANCEL_RUN,
                         arguments, NULL, NULL, on_cancel_answered, g_object_ref (self));
}

void
tally_billing_model_hear (TallyBillingModel *self, const char *name, const TallyWireEvent *event)
{
    if (g_str_equal (name, "bill-book"))
        tally_job_hear (self->job, event);
    if (!g_str_equal (name, "bill-run"))
        return;
    tally_job_hear (self->job, event);
    if (g_strcmp0 (event->kind, "progress") == 0)
        return;
    tally_feed_reload (self->runs);
    tally_feed_reload (self->bills);
    tally_feed_reload (self->bill);
}

TallyFeed *
tally_billing_model_get_runs (TallyBillingModel *self)
{
    return self->runs;
}

TallyFeed *
tally_billing_model_get_bills (TallyBillingModel *self)
{
    return self->bills;
}

TallyFeed *
tally_billing_model_get_bill (TallyBillingModel *self)
{
    return self->bill;
}

TallyFeed *
tally_billing_model_get_intervals (TallyBillingModel *self)
{
    return self->intervals;
}

TallyFeed *
tally_billing_model_get_reason (TallyBillingModel *self)
{
    return self->reason;
}

TallyFeed *
tally_billing_model_get_cycles (TallyBillingModel *self)
{
    return self->cycles;
}

TallyFeed *
tally_billing_model_get_nodes (TallyBillingModel *self)
{
    return self->nodes;
}

GListModel *
tally_billing_model_get_lines (TallyBillingModel *self)
{
    return G_LIST_MODEL (self->lines);
}

TallyJob *
tally_billing_model_get_job (TallyBillingModel *self)
{
    return self->job;
}

static void
tally_billing_model_finalize (GObject *object)
{
    TallyBillingModel *self = TALLY_BILLING_MODEL (object);

    g_clear_handle_id (&self->asking, g_source_remove);
    g_clear_object (&self->reason);
    g_clear_object (&self->nodes);
    g_clear_object (&self->cycles);
    g_clear_object (&self->runs);
    g_clear_object (&self->bills);
    g_clear_object (&self->bill);
    g_clear_object (&self->intervals);
    g_clear_object (&self->lines);
    g_clear_object (&self->job);
    g_clear_object (&self->api);
    g_clear_pointer (&self->number, g_free);

    G_OBJECT_CLASS (tally_billing_model_parent_class)->finalize (object);
}

static void
tally_billing_model_class_init (TallyBillingModelClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_billing_model_finalize;
}

static void
tally_billing_model_init (TallyBillingModel *self)
{
    self->lines = g_list_store_new (TALLY_TYPE_ROW_ITEM);
}

TallyBillingModel *
tally_billing_model_new (TallyApi *api)
{
    TallyBillingModel *self = g_object_new (TALLY_TYPE_BILLING_MODEL, NULL);

    self->api = g_object_ref (api);
    self->runs = tally_feed_new (api, TALLY_ASK_BILL_RUNS);
    self->bills = tally_feed_new (api, TALLY_ASK_BILLS);
    self->bill = tally_feed_new (api, TALLY_ASK_BILL);
    self->intervals = tally_feed_new (api, TALLY_ASK_LINE_INTERVALS);
    self->reason = tally_feed_new (api, TALLY_ASK_LINE_REASON);
    self->nodes = tally_feed_new (api, TALLY_ASK_NODES);
    self->cycles = tally_feed_new (api, TALLY_ASK_BILL_CYCLES);
    self->job = tally_job_new (api);
    g_signal_connect_object (self->bill, "changed", G_CALLBACK (on_bill_changed), self,
                             G_CONNECT_SWAPPED);
    return self;
}
