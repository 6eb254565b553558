// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/guard/tally-audit-store.h"
#include "server/validate/tally-edit-step.h"
#include "server/validate/tally-validate-pass.h"
#include "server/validate/tally-validate-step.h"
#include "shared/error/tally-error.h"

/* A decision, and what is validated anew because of it. */
typedef struct {
    const char *name;
    TallyExceptionKey key;
    const TallyDecisionOrder *order;
    gboolean must_validate;
} Decided;

gboolean
tally_decision_find (const char *name, TallyDecision *decision)
{
    static const char *const names[] = { "accept", "estimate", "reopen" };

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        if (g_str_equal (names[i], name)) {
            *decision = i;
            return TRUE;
        }
    }
    return FALSE;
}

static const char *
state_after (TallyDecision decision)
{
    static const char *const states[] = { "accepted", "solved", "open" };

    return states[decision];
}

/* Intervals of a finding, estimated by the first way that can, until it is opened again. */
static gboolean
estimate (TallyDb *db, const Decided *decided, int32_t n, GError **error)
{
    const TallyExceptionKey *key = &decided->key;
    TallyEditOrder edit = {
        .district_id = key->district_id,
        .point_id = key->point_id,
        .channel = key->channel,
        .edit = { .day = key->day.number, .first = key->first, .end = key->first + MAX (n, 1) },
        .method = "auto",
        .person = decided->order->person,
        .reason = decided->order->reason,
        .for_exception = decided->name,
    };

    return tally_edit_store_add (db, &edit, error);
}

static gboolean
decide (TallyDb *db, gpointer user_data, GError **error)
{
    static const char *const actions[] = { "exception-accept", "exception-estimate",
                                           "exception-reopen" };
    Decided *decided = user_data;
    const TallyDecisionOrder *order = decided->order;
    TallyAuditEntry entry = { .district_id = decided->key.district_id,
                              .stream = "validate",
                              .person = order->person,
                              .address = order->address != NULL ? order->address : "",
                              .action = actions[order->decision],
                              .object = decided->name,
                              .reason = order->reason };
    g_autofree char *state = NULL;
    int32_t n;

    if (!tally_edit_store_find_exception (db, &decided->key, &n, &state, error))
        return FALSE;
    decided->must_validate = FALSE;
    if (g_str_equal (state, state_after (order->decision)))
        return TRUE;
    decided->must_validate = order->decision != TALLY_DECISION_ACCEPT
                             || g_str_equal (state, "solved");
    if (decided->must_validate
        && !tally_validate_check_retired (
            db, (TallyDays){ decided->key.day, { decided->key.day.number + 1 } }, "day", error))
        return FALSE;
    if (!tally_edit_store_withdraw (db, decided->key.district_id, decided->name, order->person,
                                    error)
        || (order->decision == TALLY_DECISION_ESTIMATE && !estimate (db, decided, n, error)))
        return FALSE;
    return tally_edit_store_decide (db, &decided->key, state_after (order->decision), order->person,
                                    order->reason, error)
           && tally_audit_store_append (db, &entry, error);
}

static gboolean
validate_day (const char *conninfo, const Decided *decided, GError **error)
{
    TallyValidateOrder order = {
        .district_id = decided->key.district_id,
        .point_id = decided->key.point_id,
        .days = { decided->key.day, { decided->key.day.number + 1 } },
        .now = decided->order->now,
        .made_by = decided->order->person,
        .reason = decided->order->reason,
    };
    TallyValidateResult result;

    return tally_validate_step_run (conninfo, &order, &result, error);
}

gboolean
tally_edit_step_decide (TallyDb *db,
                        const char *conninfo,
                        const char *exception,
                        const TallyDecisionOrder *order,
                        GError **error)
{
    Decided decided = { .name = exception, .order = order };

    if (!tally_exception_key_parse (exception, &decided.key, error))
        return FALSE;
    if (order->person_district != 0 && order->person_district != decided.key.district_id) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no such exception");
        return FALSE;
    }
    return tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, decide, &decided, error)
           && (!decided.must_validate || validate_day (conninfo, &decided, error));
}

typedef struct {
    int32_t district_id;
    const char *request_id;
    const char *person;
    gboolean is_new;
} Request;

static gboolean
begin_request (TallyDb *db, gpointer user_data, GError **error)
{
    Request *request = user_data;

    return tally_edit_store_begin_request (db, request->district_id, request->request_id, "bulk",
                                           request->person, &request->is_new, error);
}

gboolean
tally_edit_step_bulk (TallyDb *db,
                      const char *conninfo,
                      const char *request_id,
                      const TallyExceptionFilter *filter,
                      const TallyDecisionOrder *order,
                      int64_t *matched,
                      int64_t *done,
                      GError **error)
{
    Request request = { order->person_district, request_id, order->person, FALSE };
    g_auto(GStrv) names = NULL;

    *matched = 0;
    *done = 0;
    if (!tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, begin_request, &request, error))
        return FALSE;
    /* One that was begun and never ended matched nothing yet: deciding again is harmless. */
    if (!request.is_new
        && (!tally_edit_store_find_request (db, order->person_district, request_id, matched, done,
                                            error)
            || *matched > 0))
        return *matched > 0;
    names = tally_edit_store_list_matching (db, filter, error);
    if (names == NULL)
        return FALSE;
    *matched = g_strv_length (names);
    for (char **name = names; *name != NULL; name++) {
        g_autoptr(GError) refused = NULL;

        /* One that vanished meanwhile, or cannot be estimated, does not stop the others. */
        if (tally_edit_step_decide (db, conninfo, *name, order, &refused))
            (*done)++;
        else
            g_message ("exception %s: %s", *name, refused->message);
    }
    return tally_edit_store_end_request (db, order->person_district, request_id, *matched, *done,
                                         error);
}
