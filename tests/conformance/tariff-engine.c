// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/tariff-case.h"

#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff.h"

#include <string.h>

#define TOLERANCE "0.005"

const char *
case_text (TallyJson *node, const char *key, const char *missing)
{
    TallyJson *member = node == NULL ? NULL : tally_json_member (node, key);

    return member == NULL || member->text == NULL ? missing : member->text;
}

gboolean
case_is_zero (TallyJson *node, const char *key)
{
    TallyJson *member = tally_json_member (node, key);
    TallyDecimal number;

    if (member == NULL || member->type == TALLY_JSON_NULL || member->type == TALLY_JSON_FALSE)
        return TRUE;
    return member->text != NULL && tally_decimal_parse (member->text, &number, NULL)
           && number.mantissa == 0;
}

gboolean
case_expected (const TallyJson *node, TallyExact *value, GError **error)
{
    TallyDecimal decimal;

    return tally_json_to_decimal (node, &decimal, error)
           && tally_exact_from_decimal (decimal, value, error);
}

gboolean
case_compare (TallyExact got, const TallyJson *expected, const char *tolerance, TallyExact *worst)
{
    TallyExact wanted, limit, difference;

    if (!case_expected (expected, &wanted, NULL) || !tally_exact_parse (tolerance, &limit, NULL))
        return FALSE;
    difference.atto = got.atto - wanted.atto;
    if (difference.atto < 0)
        difference.atto = -difference.atto;
    if (difference.atto > worst->atto)
        *worst = difference;
    return difference.atto <= limit.atto;
}

static TallyLoad *
read_series (TallyJson *node, const char *folder, int *minutes, GError **error)
{
    g_autofree char *path = g_build_filename (folder, "..", case_text (node, "file", "missing"),
                                              NULL);
    g_autofree char *text = NULL;
    size_t length;

    if (!g_file_get_contents (path, &text, &length, error))
        return NULL;
    *minutes = (int) g_ascii_strtoll (case_text (node, "minutes", "60"), NULL, 10);
    return tally_load_parse (text, (gssize) length, error);
}

typedef struct {
    TallyExact totals[CASE_MONTHS];
    size_t n;
} Totals;

static void
on_month (TallyDays days,
          const TallyPricePlan *plan,
          const TallyPriceInput *input,
          const TallyPriceBill *bill,
          gpointer user_data)
{
    Totals *totals = user_data;

    if (totals->n < CASE_MONTHS)
        totals->totals[totals->n] = bill->total_exact;
    totals->n++;
}

/* What a case adds to its series. */
typedef struct {
    TallyLoad *prices;
    TallyLoad *export_prices;
    TallyPricePeak peaks[CASE_MONTHS];
    size_t n_peaks;
} Extras;

static void
clear_extras (Extras *extras)
{
    g_clear_pointer (&extras->prices, tally_load_free);
    g_clear_pointer (&extras->export_prices, tally_load_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Extras, clear_extras)

static gboolean
read_extras (TallyJson *root, const char *folder, Extras *extras, GError **error)
{
    TallyJson *tariff = tally_json_require (root, "tariff", error);

    if (tariff == NULL)
        return FALSE;
    extras->n_peaks = case_read_peaks (tariff, extras->peaks);
    return case_read_prices (tariff, "buy", folder, &extras->prices, error)
           && case_read_prices (tariff, "sell", folder, &extras->export_prices, error);
}

/* Prices the year of 2018: 365 days, begins on a Monday. */
static gboolean
price_year (TallyTariff *tariff,
            const Extras *extras,
            TallyLoad *load,
            TallyLoad *generation,
            int minutes,
            Totals *totals,
            GError **error)
{
    TallyPriceSeries series = { .load = load,
                                .generation = generation,
                                .prices = extras->prices,
                                .export_prices = extras->export_prices,
                                .peaks = extras->peaks,
                                .n_peaks = extras->n_peaks,
                                .interval_minutes = minutes,
                                .start = tally_day_new (2018, 1, 1),
                                .zone = tally_zone_get ("UTC", NULL) };

    totals->n = 0;
    return tally_price_series (tariff, &series, on_month, totals, error);
}

/* "without: month 1 expected 43.18 got 43.18 difference 0, month 2 …" */
static gboolean
compare_months (const Totals *totals, TallyJson *expected, const char *name, CaseResult *result)
{
    gboolean fits = totals->n == expected->count;

    g_string_append_printf (result->text, "; %s:", name);
    for (TallyJson *item = expected->first; item != NULL && item->index < totals->n;
         item = item->next) {
        char got[TALLY_EXACT_TEXT], apart[TALLY_EXACT_TEXT];
        TallyExact difference = { 0 };

        fits &= case_compare (totals->totals[item->index], item, TOLERANCE, &difference);
        g_string_append_printf (result->text, "%s month %zu expected %s got %s difference %s",
                                item->index == 0 ? "" : ",", item->index + 1, item->text,
                                tally_exact_format (totals->totals[item->index], got),
                                tally_exact_format (difference, apart));
    }
    return fits;
}

static gboolean
compare_all (TallyJson *root,
             TallyTariff *tariff,
             const char *folder,
             CaseResult *result,
             GError **error)
{
    TallyJson *outputs = tally_json_require (root, "engine_outputs_year1", error);
    TallyJson *load_node = tally_json_require (root, "load", error);
    TallyJson *generation_node = tally_json_member (root, "generation");
    g_autoptr(TallyLoad) load = NULL;
    g_autoptr(TallyLoad) generation = NULL;
    g_auto(Extras) extras = { 0 };
    TallyJson *without, *with;
    int minutes = 60, finer;
    Totals totals;

    if (outputs == NULL || load_node == NULL || !read_extras (root, folder, &extras, error))
        return FALSE;
    load = read_series (load_node, folder, &minutes, error);
    if (load == NULL)
        return FALSE;
    without = tally_json_member (outputs, "monthly_bill_without_system");
    if (without == NULL)
        without = tally_json_member (outputs, "monthly_bill");
    if (without != NULL) {
        if (!price_year (tariff, &extras, load, NULL, minutes, &totals, error))
            return FALSE;
        result->passed &= compare_months (&totals, without, "without", result);
    }
    with = tally_json_member (outputs, "monthly_bill_with_system");
    if (with == NULL || generation_node == NULL || generation_node->type != TALLY_JSON_OBJECT)
        return TRUE;
    generation = read_series (generation_node, folder, &finer, error);
    if (generation == NULL
        || !price_year (tariff, &extras, load, generation, minutes, &totals, error))
        return FALSE;
    result->passed &= compare_months (&totals, with, "with", result);
    return TRUE;
}

/* A case made from an OpenEI record must come out the same from the record itself. */
static gboolean
compare_record (TallyJson *root, const char *folder, CaseResult *result, GError **error)
{
    g_auto(GStrv) parts = g_strsplit (case_text (root, "name", ""), "__", 2);
    g_autofree char *path = NULL;
    g_autofree char *text = NULL;
    g_autoptr(TallyTariff) tariff = NULL;
    size_t length;

    if (parts[0] == NULL || !g_str_has_prefix (parts[0], "urdb_"))
        return TRUE;
    path = g_strdup_printf ("%s/../urdb/%s.json", folder, parts[0] + strlen ("urdb_"));
    if (!g_file_get_contents (path, &text, &length, NULL))
        return TRUE; /* not every record is public */
    tariff = tally_tariff_read (text, (gssize) length, error);
    g_string_append (result->text, "; from the record");
    return tariff != NULL && compare_all (root, tariff, folder, result, error);
}

gboolean
case_run_engine (TallyJson *root, const char *folder, CaseResult *result, GError **error)
{
    TallyJson *rejected = tally_json_member (root, "must_be_rejected");
    gboolean must_be_rejected = rejected != NULL && rejected->type == TALLY_JSON_TRUE;
    g_autoptr(GString) native = g_string_new (NULL);
    g_autoptr(TallyTariff) tariff = NULL;
    g_autoptr(GError) reason = NULL;

    if (!case_check_fields (root, error))
        return FALSE;
    if (case_convert (root, native, &reason))
        tariff = tally_tariff_check (native->str, -1, &reason);
    result->passed = TRUE;
    if (must_be_rejected) {
        result->passed = tariff == NULL;
        g_string_append_printf (result->text, "; expected a refusal, got %s",
                                tariff == NULL ? reason->message : "none");
        return TRUE;
    }
    if (tariff == NULL) {
        g_propagate_error (error, g_steal_pointer (&reason));
        return FALSE;
    }
    return compare_all (root, tariff, folder, result, error)
           && compare_record (root, folder, result, error);
}
