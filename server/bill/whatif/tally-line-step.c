// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/whatif/tally-line-step.h"

#include "server/bill/tally-bill-pass.h"
#include "server/bill/tally-bill-unit-step.h"
#include "server/bill/whatif/tally-pricing-fill.h"
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-price-explain.h"

typedef struct {
    TallyWireLineReason *reason;
    const TallyBillAsked *asked;
    const TallyBill *bill;
} Looking;

static gboolean
is_same_line (const TallyBillLine *stored, const TallyPriceLine *line)
{
    return stored->kind == line->kind && stored->tier == line->tier
           && stored->amount_minor == line->amount.minor
           && g_str_equal (stored->component, line->component)
           && g_str_equal (stored->band, line->band != NULL ? line->band : "");
}

static JsonNode *
explain (const TallyPricePlan *plan,
         const TallyPriceInput *input,
         const TallyPriceBill *priced,
         size_t index,
         GError **error)
{
    g_autoptr(TallyExplain) why = tally_price_explain (plan, input, priced, index, error);
    g_autoptr(GString) json = g_string_new ("{");

    if (why == NULL)
        return NULL;
    tally_explain_append_json (json, why);
    g_string_append_c (json, '}');
    return json_from_string (json->str, error);
}

static gboolean
on_line (const TallyPricePlan *plan,
         const TallyPriceInput *input,
         const TallyPriceBill *priced,
         size_t index,
         int16_t line_no,
         gpointer user_data,
         GError **error)
{
    Looking *looking = user_data;
    TallyWireLineReason *reason = looking->reason;
    const TallyBillAsked *asked = looking->asked;
    TallyWirePricing *pricing;

    if (line_no != asked->line.line_no || asked->document == NULL
        || !is_same_line (&asked->line, &priced->lines[index]))
        return TRUE;
    reason->explain = explain (plan, input, priced, index, error);
    if (reason->explain == NULL)
        return FALSE;
    reason->is_same = TRUE;
    reason->part_line = (int64_t) index;
    reason->pricing = pricing = tally_wire_pricing_new ();
    pricing->district_id = looking->bill->district_id;
    pricing->point_id = looking->bill->point_id;
    pricing->agreement_id = looking->bill->agreement_id;
    pricing->currency = g_strdup (looking->bill->currency);
    pricing->tariff_code = g_strdup (looking->bill->tariff_code);
    pricing->tariff_version = asked->tariff_version;
    pricing->document = g_strdup (asked->document);
    tally_pricing_fill_input (pricing, plan, input);
    return TRUE;
}

/* From the versions that were kept. */
static gboolean
make_again (TallyDb *db, Looking *looking, GError **error)
{
    g_autoptr(TallyBillSheet) made = tally_bill_sheet_new ();
    g_autofree char *fault = NULL;
    g_autoptr(GPtrArray) passes = tally_bill_passes_of (looking->asked->sheet, &fault);
    TallyDays month = tally_days_of_month (looking->bill->period.first);
    g_autoptr(TallyBillRules) rules = NULL;
    TallyBillPass *pass;

    if (fault != NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, fault);
        return FALSE;
    }
    g_assert (passes->len == 1);
    pass = g_ptr_array_index (passes, 0);
    rules = tally_bill_store_load_rules (db, looking->bill->district_id, month, error);
    if (rules == NULL)
        return FALSE;
    tally_bill_pass_set_look (pass, on_line, looking);
    return tally_bill_pass_make (pass, db, rules, made, NULL, error);
}

/* From what is known today. An agreement that has gone since explains nothing. */
static gboolean
make_now (TallyDb *db, Looking *looking, GError **error)
{
    g_autoptr(TallyBillSheet) made = tally_bill_sheet_new ();
    g_autoptr(GError) fault = NULL;
    TallyBillOne one = { .district_id = looking->bill->district_id,
                         .point_id = looking->bill->point_id,
                         .agreement_id = looking->bill->agreement_id,
                         .day = looking->bill->period.first,
                         .version = looking->bill->version,
                         .look = on_line,
                         .look_data = looking };

    if (tally_bill_unit_make_one (db, &one, made, &fault)
        || g_error_matches (fault, TALLY_ERROR, TALLY_ERROR_NOT_FOUND))
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
}

TallyWireLineReason *
tally_line_step_explain (TallyDb *db,
                         const char *number,
                         int32_t district_id,
                         int line_no,
                         GError **error)
{
    g_autoptr(TallyWireLineReason) reason = tally_wire_line_reason_new ();
    g_auto(TallyBillAsked) asked = { 0 };
    Looking looking = { .reason = reason, .asked = &asked };

    if (!tally_bill_store_load_line (db, number, district_id, line_no, &asked, error))
        return NULL;
    looking.bill = &g_array_index (asked.sheet->bills, TallyBill, 0);
    reason->number = g_strdup (number);
    reason->line_no = line_no;
    reason->is_credit = !g_str_equal (number, looking.bill->number);
    reason->is_kept = looking.bill->made_of != NULL;
    if (!(reason->is_kept ? make_again (db, &looking, error) : make_now (db, &looking, error)))
        return NULL;
    return g_steal_pointer (&reason);
}
