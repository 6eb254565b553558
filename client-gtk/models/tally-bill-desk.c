// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-bill-desk.h"

#include "client-gtk/models/tally-row-item.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-bill-count.h"
#include "shared/wire/tally-wire-bill-decide-all.h"
#include "shared/wire/tally-wire-bill-decision.h"
#include "shared/wire/tally-wire-bill-parameter-set.h"
#include "shared/wire/tally-wire-confirm.h"
#include "shared/wire/tally-wire-correction-line.h"
#include "shared/wire/tally-wire-correction-order.h"
#include "shared/wire/tally-wire-correction.h"
#include "shared/wire/tally-wire-final-order.h"
#include "shared/wire/tally-wire-reason.h"

#include <glib/gi18n.h>

#define MAGIC "%PDF-"

struct _TallyBillDesk {
    GObject parent_instance;

    TallyApi *api;
    TallyFeed *corrections;
    TallyFeed *to_date;
    TallyFeed *checks;
    TallyFeed *history;
    TallyFeed *correction;
    GListStore *lines;
};

G_DEFINE_FINAL_TYPE (TallyBillDesk, tally_bill_desk, G_TYPE_OBJECT)

enum {
    SIGNAL_ACTED,
    SIGNAL_COUNTED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

void
tally_bill_desk_load (TallyBillDesk *self)
{
    g_return_if_fail (TALLY_IS_BILL_DESK (self));

    tally_feed_load (self->corrections, NULL);
    tally_feed_load (self->to_date, NULL);
    tally_feed_load (self->checks, NULL);
    tally_feed_load (self->history, NULL);
}

void
tally_bill_desk_refresh (TallyBillDesk *self)
{
    g_return_if_fail (TALLY_IS_BILL_DESK (self));

    tally_feed_reload (self->corrections);
    tally_feed_reload (self->to_date);
    tally_feed_reload (self->checks);
    tally_feed_reload (self->history);
    tally_feed_reload (self->correction);
}

gboolean
tally_bill_desk_may (TallyBillDesk *self, const char *act)
{
    return tally_api_may (self->api, act);
}

void
tally_bill_desk_set_correction (TallyBillDesk *self, const char *correction_id)
{
    const char *arguments[] = { correction_id, NULL };

    g_return_if_fail (TALLY_IS_BILL_DESK (self));

    if (correction_id != NULL)
        tally_feed_load (self->correction, arguments);
    else
        tally_feed_clear (self->correction);
}

static void
on_correction_changed (TallyBillDesk *self)
{
    const TallyWireCorrection *correction = tally_feed_get_message (self->correction);

    tally_row_item_fill (self->lines, correction != NULL ? correction->lines : NULL);
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyBillDesk) self = user_data;
    g_autoptr(GError) error = NULL;
    gboolean is_done = tally_api_ask_finish (TALLY_API (source), result, NULL, &error);

    tally_bill_desk_refresh (self);
    g_signal_emit (self, signals[SIGNAL_ACTED], 0, is_done, is_done ? _ ("Done") : error->message);
}

static void
act (TallyBillDesk *self, TallyAsk ask, const char *argument, gconstpointer request)
{
    const char *arguments[] = { argument, NULL };

    tally_api_ask_async (self->api, ask, arguments, request, NULL, on_acted, g_object_ref (self));
}

void
tally_bill_desk_decide (TallyBillDesk *self,
                        const char *number,
                        gboolean is_release,
                        const char *reason)
{
    g_autofree char *id = g_uuid_string_random ();
    TallyWireBillDecision request = { .decision_id = id, .reason = (char *) reason };

    g_return_if_fail (TALLY_IS_BILL_DESK (self));

    act (self, is_release ? TALLY_ASK_RELEASE_BILL : TALLY_ASK_HOLD_BILL, number, &request);
}

void
tally_bill_desk_order (TallyBillDesk *self,
                       const char *number,
                       gboolean is_cancel,
                       const char *reason)
{
    g_autofree char *id = g_uuid_string_random ();
    TallyWireCorrectionOrder request = { .correction_id = id,
                                         .number = (char *) number,
                                         .kind = (char *) (is_cancel ? "cancel" : "rebill"),
                                         .reason = (char *) reason };

    g_return_if_fail (TALLY_IS_BILL_DESK (self));

    act (self, TALLY_ASK_ORDER_CORRECTION, NULL, &request);
}

void
tally_bill_desk_set_check (TallyBillDesk *self,
                           const TallyWireBillParameter *seen,
                           const char *severity,
                           int64_t bound,
                           int64_t least,
                           const char *reason)
{
    TallyWireBillParameterSet request = { .base_version = seen->version,
                                          .severity = (char *) severity,
                                          .bound = bound,
                                          .least = least,
                                          .reason = (char *) reason };

    g_return_if_fail (TALLY_IS_BILL_DESK (self));

    act (self, TALLY_ASK_SET_CHECK, seen->check_name, &request);
}

void
tally_bill_desk_close (TallyBillDesk *self,
                       int64_t district_id,
                       int64_t agreement_id,
                       const char *last_day,
                       const char *reason)
{
    g_autofree char *id = g_uuid_string_random ();
    g_autofree char *district = g_strdup_printf ("%" G_GINT64_FORMAT, district_id);
    g_autofree char *agreement = g_strdup_printf ("%" G_GINT64_FORMAT, agreement_id);
    const char *arguments[] = { district, agreement, NULL };
    TallyWireFinalOrder request = { .run_id = id,
                                    .last_day = (char *) last_day,
                                    .reason = (char *) reason };

    g_return_if_fail (TALLY_IS_BILL_DESK (self));

    tally_api_ask_async (self->api, TALLY_ASK_FINAL, arguments, &request, NULL, on_acted,
                         g_object_ref (self));
}

void
tally_bill_desk_paper_async (TallyBillDesk *self,
                             TallyAsk ask,
                             const char *argument,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
    const char *arguments[] = { argument, NULL };

    g_return_if_fail (TALLY_IS_BILL_DESK (self));

    tally_api_ask_async (self->api, ask, arguments, NULL, NULL, callback, user_data);
}

GBytes *
tally_bill_desk_paper_finish (GAsyncResult *result, GError **error)
{
    g_autoptr(GBytes) pdf = tally_api_bytes_finish (result, error);
    gsize length = 0;
    const char *text = pdf != NULL ? g_bytes_get_data (pdf, &length) : NULL;

    if (pdf == NULL || (length > strlen (MAGIC) && g_str_has_prefix (text, MAGIC)))
        return g_steal_pointer (&pdf);
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                         _ ("The server's answer is no PDF."));
    return NULL;
}

void
tally_bill_desk_approve (TallyBillDesk *self, const char *correction_id, const char *password)
{
    TallyWireConfirm request = { .password = (char *) password };

    g_return_if_fail (TALLY_IS_BILL_DESK (self));

    act (self, TALLY_ASK_APPROVE_CORRECTION, correction_id, &request);
}

void
tally_bill_desk_refuse (TallyBillDesk *self, const char *correction_id, const char *reason)
{
    TallyWireReason request = { .reason = (char *) reason };

    g_return_if_fail (TALLY_IS_BILL_DESK (self));

    act (self, TALLY_ASK_REFUSE_CORRECTION, correction_id, &request);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyBillDesk) self = user_data;
    g_autoptr(GError) error = NULL;
    gpointer message = NULL;
    g_autoptr(TallyWireBillCount) count = NULL;

    if (!tally_api_ask_finish (TALLY_API (source), result, &message, &error)) {
        g_signal_emit (self, signals[SIGNAL_ACTED], 0, FALSE, error->message);
        return;
    }
    count = message;
    g_signal_emit (self, signals[SIGNAL_COUNTED], 0, count->n_bills);
}

void
tally_bill_desk_count (TallyBillDesk *self, const char *run_id)
{
    const char *arguments[] = { run_id, NULL };

    g_return_if_fail (TALLY_IS_BILL_DESK (self));

    tally_api_ask_async (self->api, TALLY_ASK_COUNT_HELD, arguments, NULL, NULL, on_counted,
                         g_object_ref (self));
}

void
tally_bill_desk_release_all (TallyBillDesk *self, const char *run_id, gint64 n, const char *reason)
{
    g_autofree char *id = g_uuid_string_random ();
    TallyWireBillDecideAll request = { .decision_id = id,
                                       .act = (char *) "release",
                                       .n_expected = n,
                                       .reason = (char *) reason };

    g_return_if_fail (TALLY_IS_BILL_DESK (self));

    act (self, TALLY_ASK_DECIDE_BILLS, run_id, &request);
}

TallyFeed *
tally_bill_desk_get_corrections (TallyBillDesk *self)
{
    return self->corrections;
}

TallyFeed *
tally_bill_desk_get_to_date (TallyBillDesk *self)
{
    return self->to_date;
}

TallyFeed *
tally_bill_desk_get_checks (TallyBillDesk *self)
{
    return self->checks;
}

TallyFeed *
tally_bill_desk_get_history (TallyBillDesk *self)
{
    return self->history;
}

TallyFeed *
tally_bill_desk_get_correction (TallyBillDesk *self)
{
    return self->correction;
}

GListModel *
tally_bill_desk_get_lines (TallyBillDesk *self)
{
    return G_LIST_MODEL (self->lines);
}

static void
tally_bill_desk_finalize (GObject *object)
{
    TallyBillDesk *self = TALLY_BILL_DESK (object);

    g_clear_object (&self->corrections);
    g_clear_object (&self->to_date);
    g_clear_object (&self->checks);
    g_clear_object (&self->history);
    g_clear_object (&self->correction);
    g_clear_object (&self->lines);
    g_clear_object (&self->api);

    G_OBJECT_CLASS (tally_bill_desk_parent_class)->finalize (object);
}

static void
tally_bill_desk_class_init (TallyBillDeskClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_bill_desk_finalize;
    signals[SIGNAL_ACTED] = g_signal_new ("acted", TALLY_TYPE_BILL_DESK, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 2, G_TYPE_BOOLEAN,
                                          G_TYPE_STRING);
    signals[SIGNAL_COUNTED] = g_signal_new ("counted", TALLY_TYPE_BILL_DESK, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
tally_bill_desk_init (TallyBillDesk *self)
{
    self->lines = g_list_store_new (TALLY_TYPE_ROW_ITEM);
}

TallyBillDesk *
tally_bill_desk_new (TallyApi *api)
{
    TallyBillDesk *self = g_object_new (TALLY_TYPE_BILL_DESK, NULL);

    self->api = g_object_ref (api);
    self->corrections = tally_feed_new (api, TALLY_ASK_CORRECTIONS);
    self->to_date = tally_feed_new (api, TALLY_ASK_TO_DATE);
    self->checks = tally_feed_new (api, TALLY_ASK_BILL_CHECKS);
    self->history = tally_feed_new (api, TALLY_ASK_CHECK_HISTORY);
    self->correction = tally_feed_new (api, TALLY_ASK_CORRECTION);
    g_signal_connect_object (self->correction, "changed", G_CALLBACK (on_correction_changed), self,
                             G_CONNECT_SWAPPED);
    return self;
}
