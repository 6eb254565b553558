// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/tariff-case.h"

#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff.h"

#include <string.h>

/* An invoice gives quantities and no curve. Each kind of energy becomes a band
 * of a day, and the whole quantity one interval of that band, so that the
 * engine charges exactly the quantity printed. */

#define MAX_ITEMS 24
#define MILLI "0.005"
#define CENT "0.01"

typedef struct {
    GString *json;
    TallyTariff *tariff; /* the bill's texts are its */
    size_t n_items;
    int64_t milli_wh[MAX_ITEMS]; /* a thousandth of a Wh: as fine as any statement */
    const char *ids[MAX_ITEMS];
    const char *rates[MAX_ITEMS];
} Invoice;

static void
clear_invoice (Invoice *invoice)
{
    g_clear_pointer (&invoice->tariff, tally_tariff_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Invoice, clear_invoice)

static gboolean
add_item (Invoice *invoice, TallyJson *line, const char *id, const char *rate, GError **error)
{
    TallyJson *kvarh = tally_json_member (line, "kvarh");
    TallyJson *kwh = kvarh != NULL ? kvarh : tally_json_require (line, "kwh", error);
    TallyExact exact;
    TallyMoney units;

    if (kwh == NULL || !case_expected (kwh, &exact, error)
        || !tally_exact_scale (exact, 1000000, 1, &exact, error)
        || !tally_exact_to_money (exact, 0, TALLY_ROUND_NEVER, &units, error))
        return FALSE;
    if (invoice->n_items == MAX_ITEMS)
        return tally_json_refuse (line, error, "too many lines");
    invoice->milli_wh[invoice->n_items] = units.minor;
    invoice->ids[invoice->n_items] = id;
    invoice->rates[invoice->n_items++] = rate;
    return TRUE;
}

static void
write_hours (Invoice *invoice)
{
    g_string_append (invoice->json, "\"schedules\": [{\"id\": \"hours\", \"bands\": [");
    for (size_t i = 0; i < 24; i++)
        g_string_append_printf (invoice->json, "%s{\"id\": \"%s%zu\"}", i == 0 ? "" : ", ",
                                i < invoice->n_items ? invoice->ids[i] : "none", i);
    g_string_append (invoice->json, "], \"rules\": [{\"spans\": [");
    for (size_t i = 0; i < 24; i++)
        g_string_append_printf (
            invoice->json, "%s{\"from\": \"%02zu:00\", \"to\": \"%02zu:00\", \"band\": \"%s%zu\"}",
            i == 0 ? "" : ", ", i, i + 1, i < invoice->n_items ? invoice->ids[i] : "none", i);
    g_string_append (invoice->json, "]}]}], \"components\": [{\"id\": \"energy\", \"kind\": "
                                    "\"energy\", \"schedule\": \"hours\", \"rates\": [");
    for (size_t i = 0; i < 24; i++)
        g_string_append_printf (invoice->json, "%s{\"bands\": [\"%s%zu\"], \"rate\": \"%s\"}",
                                i == 0 ? "" : ", ", i < invoice->n_items ? invoice->ids[i] : "none",
                                i, i < invoice->n_items ? invoice->rates[i] : "0");
    g_string_append (invoice->json, "]}");
}

static gboolean
price_invoice (Invoice *invoice,
               TallyDays days,
               int64_t milli_kw,
               TallyPriceBill *bill,
               GError **error)
{
    g_autoptr(TallyPricePlan) plan = NULL;
    g_autofree int64_t *import = NULL;

    g_string_append (invoice->json, "]}");
    invoice->tariff = tally_tariff_parse (invoice->json->str, -1, error);
    if (invoice->tariff == NULL)
        return FALSE;
    plan = tally_price_plan_new (invoice->tariff,
                                 &(TallyPricePeriod){ .days = days,
                                                      .zone = tally_zone_get ("UTC", NULL),
                                                      .interval_seconds = 3600,
                                                      .units_per_kwh = 1000000 },
                                 error);
    if (plan == NULL)
        return FALSE;
    import = g_new0 (int64_t, tally_price_plan_count (plan));
    memcpy (import, invoice->milli_wh, invoice->n_items * sizeof *import);
    return tally_price (plan,
                        &(TallyPriceInput){ .import = import,
                                            .count = tally_price_plan_count (plan),
                                            .contracted_kva = milli_kw },
                        bill, error);
}

/* Sums the bill's lines of components, and of bands, that begin so. */
static TallyExact
sum_lines (const TallyPriceBill *bill, const char *component, const char *band, gboolean is_rounded)
{
    TallyExact sum = { 0 };

    for (size_t i = 0; i < bill->n_lines; i++) {
        const TallyPriceLine *line = &bill->lines[i];

        if (!g_str_has_prefix (line->component, component)
            || (band != NULL && !g_str_has_prefix (line->band, band)))
            continue;
        sum.atto += is_rounded ? tally_exact_from_money (line->amount, 2).atto : line->exact.atto;
    }
    return sum;
}

static void
check (CaseResult *result,
       const char *name,
       TallyExact got,
       const TallyJson *expected,
       const char *tolerance)
{
    TallyExact worst = { 0 };
    char text[TALLY_EXACT_TEXT];

    if (expected == NULL)
        return;
    result->passed &= case_compare (got, expected, tolerance, &worst);
    g_string_append_printf (result->text, "; %s: expected %s, got %s", name, expected->text,
                            tally_exact_format (got, text));
}

static gboolean
read_days (const char *first, const char *last, TallyDays *days, GError **error)
{
    if (!tally_day_parse (first, &days->first, error) || !tally_day_parse (last, &days->end, error))
        return FALSE;
    days->end.number++;
    return TRUE;
}

/* Charges by the year are for the months the invoice names, where they are whole: as many from
 * the first of its month. Else the days between its dates tell their share. */
static void
stretch_to_months (TallyJson *root, TallyDays *days)
{
    TallyJson *months = tally_json_member (root, "months");
    TallyExact count;
    int year, month;

    if (months == NULL || !case_expected (months, &count, NULL) || count.atto <= 0
        || count.atto % TALLY_EXACT_ONE != 0)
        return;
    tally_day_split (days->first, &year, &month, NULL);
    days->first = tally_day_new (year, month, 1);
    month += (int) (count.atto / TALLY_EXACT_ONE) - 1;
    days->end = tally_day_new (year + month / CASE_MONTHS, month % CASE_MONTHS + 1, 1);
}

/* Lines of a kind that is not priced would be missing from the total. */
static gboolean
check_lines (TallyJson *root, GError **error)
{
    static const char *const known[] = { "power_lines", "energy_lines", "reactive_lines" };

    for (TallyJson *member = root->first; member != NULL; member = member->next) {
        gboolean is_known = !g_str_has_suffix (member->key, "_lines") || member->count == 0;

        for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
            is_known |= g_str_equal (member->key, known[i]);
        if (!is_known)
            return tally_json_refuse (member, error, "lines of this kind are not known");
    }
    return TRUE;
}

/* The product of two numbers of a line, as a decimal. */
static gboolean
multiply_members (TallyJson *line, const char *a, const char *b, char *text, GError **error)
{
    TallyJson *left = tally_json_require (line, a, error);
    TallyJson *right = tally_json_require (line, b, error);
    TallyDecimal x, y;

    if (left == NULL || right == NULL || !tally_json_to_decimal (left, &x, error)
        || !tally_json_to_decimal (right, &y, error) || !tally_decimal_multiply (x, y, &x, error))
        return FALSE;
    tally_decimal_format (x, text);
    return TRUE;
}

/* W at a price by the year: one capacity each, of which the account has a single kVA. */
static gboolean
write_power (GString *json, TallyJson *lines, GError **error)
{
    for (TallyJson *line = lines->first; line != NULL; line = line->next) {
        char rate[TALLY_DECIMAL_TEXT];

        if (!multiply_members (line, "to_bill", "price", rate, error))
            return FALSE;
        g_string_append_printf (json,
                                ", {\"id\": \"power%zu\", \"kind\": \"capacity\", \"per\": "
                                "\"year\", \"rate\": \"%s\"}",
                                line->index, rate);
    }
    return TRUE;
}

/* The tax on electricity: so many percent of the base times a coefficient. */
static gboolean
write_electricity_tax (GString *json, TallyJson *taxes, const TallyJson *power, GError **error)
{
    TallyJson *tax = taxes == NULL ? NULL : taxes->first;
    char percent[TALLY_DECIMAL_TEXT];

    if (tax == NULL || case_is_zero (tax, "amount"))
        return TRUE;
    if (!multiply_members (tax, "coef", "pct", percent, error))
        return FALSE;
    g_string_append_printf (json,
                            ", {\"id\": \"electricity\", \"kind\": \"tax\", \"percent\": \"%s\", "
                            "\"of\": [\"energy\"",
                            percent);
    for (size_t i = 0; i < power->count; i++)
        g_string_append_printf (json, ", \"power%zu\"", i);
    g_string_append (json, "]}");
    return TRUE;
}

static gboolean
write_vat (GString *json, TallyJson *vat, GError **error)
{
    TallyDecimal share;
    char percent[TALLY_DECIMAL_TEXT];

    if (vat == NULL)
        return TRUE;
    if (!tally_json_to_decimal (tally_json_member (vat, "pct"), &share, error)
        || !tally_decimal_multiply (share, (TallyDecimal){ 100, 0 }, &share, error))
        return FALSE;
    g_string_append_printf (json, ", {\"id\": \"vat\", \"kind\": \"tax\", \"percent\": \"%s\"}",
                            tally_decimal_format (share, percent));
    return TRUE;
}

/* Energy, and reactive energy charged like it. */
static gboolean
add_items (Invoice *invoice, TallyJson *lines, const char *id, GError **error)
{
    for (TallyJson *line = lines == NULL ? NULL : lines->first; line != NULL; line = line->next) {
        if (!add_item (invoice, line, id, case_text (line, "price", "?"), error))
            return FALSE;
    }
    return TRUE;
}

static void
check_distribution (TallyJson *root, const TallyPriceBill *bill, TallyJson *vat, CaseResult *result)
{
    TallyJson *taxes = tally_json_member (root, "electricity_tax");

    check (result, "power", sum_lines (bill, "power", NULL, FALSE),
           tally_json_member (root, "power_total"), MILLI);
    check (result, "energy", sum_lines (bill, "energy", "e", FALSE),
           tally_json_member (root, "energy_total"), MILLI);
    if (!case_is_zero (root, "reactive_total"))
        check (result, "reactive", sum_lines (bill, "energy", "r", FALSE),
               tally_json_member (root, "reactive_total"), MILLI);
    if (taxes != NULL && taxes->first != NULL)
        check (result, "electricity tax", sum_lines (bill, "electricity", NULL, TRUE),
               tally_json_member (taxes->first, "amount"), MILLI);
    if (vat != NULL)
        check (result, "vat", sum_lines (bill, "vat", NULL, TRUE),
               tally_json_member (vat, "amount"), MILLI);
    check (result, "total", tally_exact_from_money (bill->total, 2),
           tally_json_member (root, "total"), MILLI);
}

/* Contracted power by the year, energy, rental and taxes. */
static gboolean
run_distribution (TallyJson *root, CaseResult *result, GError **error)
{
    g_autoptr(GString) json = g_string_new ("{\"format\": \"gridtally-tariff-v1\", \"id\": "
                                             "\"case\", \"currency\": \"EUR\", ");
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_auto(Invoice) invoice = { .json = json };
    TallyJson *energy = tally_json_require (root, "energy_lines", error);
    TallyJson *power = tally_json_require (root, "power_lines", error);
    TallyJson *vat = tally_json_member (root, "vat");
    TallyDays days;

    vat = vat == NULL ? NULL : vat->first;
    if (energy == NULL || power == NULL || !check_lines (root, error)
        || !read_days (case_text (root, "from", ""), case_text (root, "to", ""), &days, error)
        || !add_items (&invoice, energy, "e", error)
        || !add_items (&invoice, tally_json_member (root, "reactive_lines"), "r", error))
        return FALSE;
    stretch_to_months (root, &days);
    write_hours (&invoice);
    if (!write_power (json, power, error)
        || !write_electricity_tax (json, tally_json_member (root, "electricity_tax"), power, error))
        return FALSE;
    g_string_append_printf (json,
                            ", {\"id\": \"rental\", \"kind\": \"fixed\", \"per\": \"bill\", "
                            "\"rate\": \"%s\"}",
                            case_text (root, "rental", "0"));
    result->passed = TRUE;
    if (!write_vat (json, vat, error) || !price_invoice (&invoice, days, 1000, bill, error))
        return FALSE;
    check_distribution (root, bill, vat, result);
    return TRUE;
}

/* Lines of kWh or days at a rate; only what has both is compared. */
static gboolean
run_statement (TallyJson *root, CaseResult *result, GError **error)
{
    g_autoptr(GString) json = g_string_new ("{\"format\": \"gridtally-tariff-v1\", \"id\": "
                                             "\"case\", \"currency\": \"USD\", ");
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_auto(Invoice) invoice = { .json = json };
    TallyJson *lines = tally_json_require (root, "lines", error);
    TallyJson *period = tally_json_require (root, "period", error);
    TallyJson *expected = tally_json_require (root, "expected", error);
    TallyDays days;

    if (lines == NULL || period == NULL || expected == NULL
        || !read_days (case_text (period, "from", ""), case_text (period, "to", ""), &days, error))
        return FALSE;
    for (TallyJson *line = lines->first; line != NULL; line = line->next) {
        const char *item = case_text (line, "item", "?");
        gboolean is_export = strstr (item, "export") != NULL || strstr (item, "credit") != NULL;

        if (tally_json_member (line, "kwh") != NULL
            && !add_item (&invoice, line, is_export ? "x" : "e", case_text (line, "rate", "?"),
                          error))
            return FALSE;
    }
    write_hours (&invoice);
    for (TallyJson *line = lines->first; line != NULL; line = line->next) {
        if (tally_json_member (line, "days") != NULL)
            g_string_append_printf (json,
                                    ", {\"id\": \"%s\", \"kind\": \"fixed\", \"per\": \"day\", "
                                    "\"rate\": \"%s\"}",
                                    case_text (line, "item", "?"), case_text (line, "rate", "?"));
    }
    result->passed = TRUE;
    if (!price_invoice (&invoice, days, 0, bill, error))
        return FALSE;
    check (result, "energy", sum_lines (bill, "energy", "e", FALSE),
           tally_json_member (expected, "energy_charges"), CENT);
    check (result, "base", sum_lines (bill, "base_services_charge", NULL, TRUE),
           tally_json_member (expected, "base_services_charge"), CENT);
    check (result, "export", sum_lines (bill, "energy", "x", TRUE),
           tally_json_member (expected, "acc_plus"), CENT);
    return TRUE;
}

gboolean
case_run_invoice (TallyJson *root, const char *folder, CaseResult *result, GError **error)
{
    if (tally_json_member (root, "power_lines") != NULL)
        return run_distribution (root, result, error);
    return run_statement (root, result, error);
}
