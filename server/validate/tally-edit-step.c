// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-edit-step.h"

#include "server/guard/tally-audit-store.h"
#include "server/validate/tally-validate-pass.h"
#include "server/validate/tally-validate-step.h"
#include "shared/error/tally-error.h"

#include <string.h>

void
tally_edit_effect_free (TallyEditEffect *effect)
{
    g_array_unref (effect->before);
    g_byte_array_unref (effect->qualities_before);
    g_array_unref (effect->after);
    g_byte_array_unref (effect->qualities_after);
    g_free (effect);
}

static TallyEditEffect *
effect_new (const TallyEditOrder *order)
{
    TallyEditEffect *effect = g_new0 (TallyEditEffect, 1);

    effect->day = order->edit.day;
    effect->before = g_array_new (FALSE, FALSE, sizeof (int64_t));
    effect->after = g_array_new (FALSE, FALSE, sizeof (int64_t));
    effect->qualities_before = g_byte_array_new ();
    effect->qualities_after = g_byte_array_new ();
    return effect;
}

typedef struct {
    const TallyEditOrder *order;
    TallyEditEffect *effect;
    int16_t channel; /* of the day that comes next */
} Trial;

static gboolean
keep_before (const TallyBlockHead *head,
             const int64_t *values,
             const uint8_t *qualities,
             const uint8_t *digest,
             gpointer user_data,
             GError **error)
{
    Trial *trial = user_data;

    if (head->channel != trial->order->channel)
        return TRUE;
    trial->effect->version = head->version;
    trial->effect->sum_before = head->sum;
    g_array_append_vals (trial->effect->before, values, (guint) head->n);
    g_byte_array_append (trial->effect->qualities_before, qualities, (guint) head->n);
    return TRUE;
}

/* Whether the chosen way made what it was to make. */
static gboolean
check_made (const TallyEdit *edit, const uint8_t *qualities, int32_t n, GError **error)
{
    if (edit->end > n) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "to_index: the day has %d intervals",
                     n);
        return FALSE;
    }
    for (int32_t i = edit->first; i < edit->end; i++) {
        gboolean is_filled = qualities[i] != TALLY_QUALITY_MISSING;

        if (is_filled
            && (edit->method == TALLY_EDIT_AUTO || qualities[i] == TALLY_QUALITY_SUSPECT
                || qualities[i] == edit->method))
            continue;
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "method: these intervals cannot be made that way");
        return FALSE;
    }
    return TRUE;
}

static gboolean
keep_after (TallyDay day,
            const int64_t *values,
            const uint8_t *qualities,
            int32_t n,
            GArray *findings,
            gpointer user_data,
            GError **error)
{
    Trial *trial = user_data;

    if (trial->channel != trial->order->channel || day.number != trial->order->edit.day)
        return TRUE;
    if (!check_made (&trial->order->edit, qualities, n, error))
        return FALSE;
    g_array_append_vals (trial->effect->after, values, (guint) n);
    g_byte_array_append (trial->effect->qualities_after, qualities, (guint) n);
    for (int32_t i = 0; i < n; i++)
        trial->effect->sum_after += values[i];
    return TRUE;
}

static TallyValidateOrder
order_of (int32_t district_id, int64_t point_id, TallyDay first, TallyDay end, int64_t now)
{
    return (TallyValidateOrder){
        .district_id = district_id,
        .point_id = point_id,
        .days = { first, end },
        .now = now,
    };
}

TallyEditEffect *
tally_edit_step_preview (TallyDb *db,
                         const char *conninfo,
                         const TallyEditOrder *order,
                         int64_t now,
                         GError **error)
{
    g_autoptr(TallyEditEffect) effect = effect_new (order);
    Trial trial = { .order = order, .effect = effect };
    TallyDays days = { { order->edit.day }, { order->edit.day + 1 } };
    TallyValidateOrder validate = order_of (order->district_id, order->point_id, days.first,
                                            days.end, now);
    TallyValidateResult result;
    gboolean is_made;
    int32_t version;

    validate.trial = &order->edit;
    validate.trial_channel = order->channel;
    validate.on_day = keep_after;
    validate.on_day_data = &trial;
    validate.on_channel = &trial.channel;
    if (!tally_edit_store_look (db, order, &is_made, &version, error)
        || !tally_validate_check_retired (db, days, "day", error)
        || !tally_validate_store_read_blocks (db, order->district_id,
                                              (TallyPointRange){ order->point_id, order->point_id },
                                              days, keep_before, &trial, error)
        || !tally_validate_step_run (conninfo, &validate, &result, error))
        return NULL;
    if (effect->after->len > 0)
        return g_steal_pointer (&effect);
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "day: it is not over, or the point has no such channel");
    return NULL;
}

static gboolean
record (TallyDb *db,
        int32_t district_id,
        const char *person,
        const char *address,
        const char *action,
        const char *object,
        const char *reason,
        GError **error)
{
    TallyAuditEntry entry = { .district_id = district_id,
                              .stream = "validate",
                              .person = person,
                              .address = address != NULL ? address : "",
                              .action = action,
                              .object = object,
                              .reason = reason };

    return tally_audit_store_append (db, &entry, error);
}

static gboolean
add_edit (TallyDb *db, gpointer user_data, GError **error)
{
    const TallyEditOrder *order = user_data;
    char day[TALLY_DAY_TEXT];
    g_autofree char *object = g_strdup_printf (
        "point %" G_GINT64_FORMAT " channel %d day %s intervals %d to %d: %s", order->point_id,
        order->channel, tally_day_format ((TallyDay){ order->edit.day }, day), order->edit.first,
        order->edit.end, order->method);

    return tally_edit_store_add (db, order, error)
           && record (db, order->district_id, order->person, order->address, "edit", object,
                      order->reason, error);
}

static gboolean
validate_for (const char *conninfo,
              int32_t district_id,
              int64_t point_id,
              TallyDays days,
              const char *person,
              const char *reason,
              int64_t now,
              GError **error)
{
    TallyValidateOrder order = order_of (district_id, point_id, days.first, days.end, now);
    TallyValidateResult result;

    order.made_by = person;
    order.reason = reason;
    return tally_validate_step_run (conninfo, &order, &result, error);
}

gboolean
tally_edit_step_near (const char *conninfo,
                      int32_t district_id,
                      int64_t point_id,
                      int64_t at,
                      const char *person,
                      const char *reason,
                      int64_t now,
                      GError **error)
{
    int32_t day = (int32_t) (at / 86400); /* of UTC: the local one is next to it */
    TallyDays days = { { day - TALLY_VALIDATE_REACH_DAYS },
                       { day + TALLY_VALIDATE_REACH_DAYS + 1 } };

    return validate_for (conninfo, district_id, point_id, days, person, reason, now, error);
}

static TallyEditEffect *
apply_locked (TallyDb *db,
              const char *conninfo,
              const TallyEditOrder *order,
              int64_t now,
              GError **error)
{
    TallyDays days = { { order->edit.day }, { order->edit.day + 1 } };
    g_autoptr(TallyEditEffect) effect = NULL;
    gboolean is_made;
    int32_t version;

    if (!tally_edit_store_look (db, order, &is_made, &version, error))
        return NULL;
    if (!is_made && version != order->base_version) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "base_version: version %d stands now, look again", version);
        return NULL;
    }
    effect = tally_edit_step_preview (db, conninfo, order, now, error);
    if (effect == NULL || is_made)
        return g_steal_pointer (&effect);
    if (!tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, add_edit, (gpointer) order, error)
        || !validate_for (conninfo, order->district_id, order->point_id, days, order->person,
                          order->reason, now, error))
        return NULL;
    return g_steal_pointer (&effect);
}

TallyEditEffect *
tally_edit_step_apply (TallyDb *db,
                       const char *conninfo,
                       const TallyEditOrder *order,
                       int64_t now,
                       GError **error)
{
    TallyEditEffect *effect;

    if (!tally_edit_store_lock (db, order->district_id, order->point_id, error))
        return NULL;
    effect = apply_locked (db, conninfo, order, now, error);
    tally_edit_store_unlock (db, order->district_id, order->point_id);
    return effect;
}

typedef struct {
    const TallyExchangeOrder *exchange;
    const TallyRolloverOrder *rollover;
    gboolean is_new;
} Change;

static gboolean
exchange (TallyDb *db, gpointer user_data, GError **error)
{
    Change *change = user_data;
    const TallyExchangeOrder *order = change->exchange;
    g_autofree char *object = g_strdup_printf ("point %" G_GINT64_FORMAT ": meter %s",
                                               order->point_id, order->new_serial);

    if (!tally_edit_store_begin_request (db, order->district_id, order->request_id, "exchange",
                                         order->person, &change->is_new, error))
        return FALSE;
    return !change->is_new
           || (tally_edit_store_exchange (db, order, error)
               && record (db, order->district_id, order->person, order->address, "exchange", object,
                          order->reason, error));
}

gboolean
tally_edit_step_exchange (TallyDb *db,
                          const char *conninfo,
                          const TallyExchangeOrder *order,
                          int64_t now,
                          GError **error)
{
    Change change = { .exchange = order };
    TallyDay day = { (int32_t) (order->at / 86400) - 1 };
    TallyDays days = { day, { (int32_t) (now / 86400) + 2 } };

    if (order->at > now) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "at: it is in the future");
        return FALSE;
    }
    return tally_validate_check_retired (db, days, "at", error)
           && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, exchange, &change, error)
           && validate_for (conninfo, order->district_id, order->point_id, days, order->person,
                            order->reason, now, error);
}

static gboolean
decide_rollover (TallyDb *db, gpointer user_data, GError **error)
{
    Change *change = user_data;
    const TallyRolloverOrder *order = change->rollover;
    char day[TALLY_DAY_TEXT];
    g_autofree char *object = g_strdup_printf ("point %" G_GINT64_FORMAT " channel %d day %s",
                                               order->point_id, order->channel,
                                               tally_day_format (order->day, day));

    if (!tally_edit_store_begin_request (db, order->district_id, order->request_id, "rollover",
                                         order->person, &change->is_new, error))
        return FALSE;
    return !change->is_new
           || (tally_edit_store_decide_rollover (db, order, error)
               && record (db, order->district_id, order->person, order->address,
                          order->is_accepted ? "rollover-accept" : "rollover-refuse", object,
                          order->reason, error));
}

gboolean
tally_edit_step_rollover (TallyDb *db,
                          const char *conninfo,
                          const TallyRolloverOrder *order,
                          int64_t now,
                          GError **error)
{
    Change change = { .rollover = order };
    TallyEditOrder look = { .district_id = order->district_id,
                            .point_id = order->point_id,
                            .channel = order->channel,
                            .edit = { .day = order->day.number } };
    TallyDays days = { order->day, { order->day.number + 1 } };
    gboolean is_made;
    int32_t version;

    return tally_edit_store_look (db, &look, &is_made, &version, error)
           && tally_validate_check_retired (db, days, "day", error)
           && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, decide_rollover, &change,
                                 error)
           && validate_for (conninfo, order->district_id, order->point_id, days, order->person,
                            order->reason, now, error);
}
