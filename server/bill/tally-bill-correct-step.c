// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-correct-step.h"

#include "server/bill/tally-bill-inputs-calc.h"
#include "server/bill/tally-bill-unit-step.h"
#include "server/guard/tally-audit-store.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define STREAM "bill"
#define HASH_TEXT (2 * TALLY_BILL_HASH_BYTES + 1)
#define NO_PRICE (TALLY_BILL_HOLD_MISSING_TARIFF | TALLY_BILL_HOLD_UNPRICED)

static gboolean
need_reason (const char *reason, GError **error)
{
    if (reason != NULL && *reason != '\0')
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "reason: say why");
    return FALSE;
}

static void
write_hash (const TallyBill *bill, char text[HASH_TEXT])
{
    for (size_t i = 0; i < TALLY_BILL_HASH_BYTES; i++)
        g_snprintf (text + 2 * i, 3, "%02x", bill->made_from[i]);
}

/* Makes the bill that would follow, from what is known today. */
static const TallyBill *
make_again (TallyDb *db, const TallyBillTarget *target, TallyBillSheet *sheet, GError **error)
{
    TallyBillOne one = { .district_id = target->district_id,
                         .point_id = target->point_id,
                         .agreement_id = target->agreement_id,
                         .day = target->period_first,
                         .version = target->next_version };

    if (!tally_bill_unit_make_one (db, &one, sheet, error))
        return NULL;
    return &g_array_index (sheet->bills, TallyBill, 0);
}

static gboolean
is_issued (const char *number, const TallyBillTarget *target, GError **error)
{
    if (g_str_equal (target->state, "issued") && !g_str_equal (target->kind, "credit"))
        return TRUE;
    if (g_str_equal (target->kind, "credit"))
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "%s is a credit note: order a correction of the bill itself", number);
    else
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "bill %s is %s: only an issued bill is corrected", number, target->state);
    return FALSE;
}

static gboolean
is_another (const char *number,
            const TallyBillTarget *target,
            const TallyBillSheet *sheet,
            GError **error)
{
    const TallyBill *made = &g_array_index (sheet->bills, TallyBill, 0);
    gboolean is_empty = g_array_index (sheet->n_lines, size_t, 0) == 0;
    char hash[HASH_TEXT];

    write_hash (made, hash);
    if (g_str_equal (hash, target->made_from)
        && tally_bill_inputs_same_holidays (target->made_of, made->made_of)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "nothing that bill %s was made from has changed", number);
        return FALSE;
    }
    if ((made->reasons & NO_PRICE) == 0
        && !(is_empty && (made->reasons & TALLY_BILL_HOLD_INCOMPLETE) != 0))
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "the bill that would follow %s has no price: mend its tariff or readings first",
                 number);
    return FALSE;
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
                              .stream = STREAM,
                              .person = person,
                              .address = address,
                              .action = action,
                              .object = object,
                              .reason = reason };

    return tally_audit_store_append (db, &entry, error);
}

/* The same order again is no fault; another one with its id is. */
static gboolean
was_ordered (const TallyBillCorrectionOrder *order,
             const TallyBillCorrection *correction,
             GError **error)
{
    if (g_str_equal (correction->number, order->number)
        && g_str_equal (correction->ordered_by, order->person)
        && g_str_equal (correction->kind, "cancel") == order->is_cancel)
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                         "correction_id: another correction has it");
    return FALSE;
}

static gboolean
add_order (TallyDb *db,
           const TallyBillCorrectionOrder *order,
           const TallyBillTarget *target,
           GError **error)
{
    g_autoptr(TallyBillSheet) sheet = tally_bill_sheet_new ();
    const TallyBill *made = NULL;

    if (!order->is_cancel) {
        made = make_again (db, target, sheet, error);
        if (made == NULL || !is_another (order->number, target, sheet, error)
            || !tally_bill_store_save (db, order->correction_id, "draft", sheet, error))
            return FALSE;
    }
    return tally_bill_store_drop_proposal (db, order->number, error)
           && tally_bill_store_add_correction (db, order->correction_id, "waiting", order->number,
                                               target, made, order->person, order->reason, error)
           && record (db, target->district_id, order->person, order->address,
                      order->is_cancel ? "bill-cancel-order" : "bill-rebill-order", order->number,
                      order->reason, error);
}

static gboolean
order_in_transaction (TallyDb *db, gpointer user_data, GError **error)
{
    const TallyBillCorrectionOrder *order = user_data;
    g_auto(TallyBillCorrection) known = { 0 };
    g_auto(TallyBillTarget) target = { 0 };
    gboolean is_known;

    if (!tally_bill_store_get_target (db, order->number, &target, error)
        || !tally_bill_store_get_correction (db, order->correction_id, &known, &is_known, error))
        return FALSE;
    if (order->district_id != 0 && order->district_id != target.district_id) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no bill %s",
                     order->number);
        return FALSE;
    }
    if (is_known)
        return was_ordered (order, &known, error);
    if (!is_issued (order->number, &target, error))
        return FALSE;
    if (g_str_has_suffix (target.open, " waiting")) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "a correction of bill %s waits already (%.36s)", order->number, target.open);
        return FALSE;
    }
    return add_order (db, order, &target, error);
}

gboolean
tally_bill_step_order (TallyDb *db, const TallyBillCorrectionOrder *order, GError **error)
{
    return need_reason (order->reason, error)
           && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, order_in_transaction,
                                 (gpointer) order, error);
}

typedef struct {
    const char *correction_id;
    int32_t district_id;
    const char *person;
    const char *address;
    const char *reason;
} Refusal;

static gboolean
refuse_in_transaction (TallyDb *db, gpointer user_data, GError **error)
{
    const Refusal *refusal = user_data;
    g_auto(TallyBillCorrection) correction = { 0 };
    gboolean is_there;

    if (!tally_bill_store_get_correction (db, refusal->correction_id, &correction, &is_there,
                                          error))
        return FALSE;
    if (!is_there
        || (refusal->district_id != 0 && refusal->district_id != correction.district_id)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no correction %s",
                     refusal->correction_id);
        return FALSE;
    }
    if (g_str_equal (correction.state, "refused")
        && g_str_equal (correction.decided_by, refusal->person))
        return TRUE;
    if (g_str_equal (correction.state, "issued") || g_str_equal (correction.state, "refused")) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS, "the correction is %s already, by %s",
                     correction.state, correction.decided_by);
        return FALSE;
    }
    if (g_str_equal (correction.state, "waiting") && correction.new_number[0] != '\0'
        && !tally_bill_store_drop_draft (db, correction.new_number, error))
        return FALSE;
    return tally_bill_store_end_correction (db, refusal->correction_id, "refused", refusal->person,
                                            refusal->reason, NULL, error)
           && record (db, correction.district_id, refusal->person, refusal->address,
                      "bill-correction-refuse", correction.number, refusal->reason, error);
}

gboolean
tally_bill_step_refuse (TallyDb *db,
                        const char *correction_id,
                        int32_t district_id,
                        const char *person,
                        const char *address,
                        const char *reason,
                        GError **error)
{
    Refusal refusal = { correction_id, district_id, person, address, reason };

    return need_reason (reason, error)
           && tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, refuse_in_transaction,
                                 &refusal, error);
}

typedef struct {
    const char *number;
    gboolean is_new;
} Proposal;

static gboolean
propose_in_transaction (TallyDb *db, gpointer user_data, GError **error)
{
    Proposal *proposal = user_data;
    g_autoptr(TallyBillSheet) sheet = tally_bill_sheet_new ();
    g_autofree char *id = g_uuid_string_random ();
    g_auto(TallyBillTarget) target = { 0 };
    const TallyBill *made;
    char hash[HASH_TEXT];
    gboolean is_known;

    proposal->is_new = FALSE;
    if (!tally_bill_store_get_target (db, proposal->number, &target, error))
        return FALSE;
    made = make_again (db, &target, sheet, error);
    if (made == NULL)
        return FALSE;
    write_hash (made, hash);
    if (!tally_bill_store_knows_correction (db, proposal->number, hash, made->made_of, &is_known,
                                            error))
        return FALSE;
    if (is_known
        || (g_str_equal (hash, target.made_from)
            && tally_bill_inputs_same_holidays (target.made_of, made->made_of)))
        return TRUE;
    proposal->is_new = TRUE;
    return tally_bill_store_add_correction (db, id, "proposed", proposal->number, &target, made,
                                            NULL, "", error);
}

gboolean
tally_bill_step_propose (TallyDb *db, GCancellable *cancellable, int64_t *n_new, GError **error)
{
    g_auto(GStrv) numbers = tally_bill_store_candidates (db, error);

    *n_new = 0;
    if (numbers == NULL)
        return FALSE;
    for (char **number = numbers; *number != NULL; number++) {
        Proposal proposal = { *number, FALSE };

        if (g_cancellable_set_error_if_cancelled (cancellable, error)
            || !tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, propose_in_transaction,
                                   &proposal, error))
            return FALSE;
        *n_new += proposal.is_new ? 1 : 0;
    }
    return TRUE;
}
