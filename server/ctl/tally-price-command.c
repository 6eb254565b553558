// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-price-command.h"

#include "server/ctl/tally-command.h"
#include "server/ctl/tally-price-given.h"
#include "server/ctl/tally-price-options.h"
#include "server/ctl/tally-price-picture.h"
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-price-explain.h"
#include "shared/tariff/tally-price-series.h"
#include "shared/tariff/tally-price-text.h"

#include <glib/gi18n.h>
#include <locale.h>

typedef struct {
    TallyTariff *tariff;
    gboolean is_record; /* of OpenEI */
    TallyLoad *load;
    TallyLoad *generation;
    TallyLoad *reactive;
    TallyLoad *prices;
    TallyLoad *export_prices;
    TallyCalendar *calendar;
    GArray *peaks; /* size_t */
    TallyPriceBrought *brought;
    TallyPriceSeries series;
} Work;

typedef struct {
    const TallyPriceOptions *options;
    GString *text;
    int n_periods;
    TallyMoney total;
    TallyExact total_exact;
    GError *error;
} Report;

static void
clear_work (Work *work)
{
    g_clear_pointer (&work->tariff, tally_tariff_unref);
    g_clear_pointer (&work->load, tally_load_free);
    g_clear_pointer (&work->generation, tally_load_free);
    g_clear_pointer (&work->reactive, tally_load_free);
    g_clear_pointer (&work->prices, tally_load_free);
    g_clear_pointer (&work->export_prices, tally_load_free);
    g_clear_pointer (&work->calendar, tally_calendar_free);
    g_clear_pointer (&work->peaks, g_array_unref);
    g_clear_pointer (&work->brought, tally_price_brought_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, clear_work)

static gboolean
refuse (GError **error, const char *message)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, message);
    return FALSE;
}

static char *
read_file (const char *path, size_t *length, GError **error)
{
    char *text = NULL;

    return g_file_get_contents (path, &text, length, error) ? text : NULL;
}

typedef TallyLoad *(*ParseLoad) (const char *text, gssize length, GError **error);

static gboolean
read_load (const char *path, ParseLoad parse, TallyLoad **load, GError **error)
{
    size_t length = 0;
    g_autofree char *text = NULL;

    if (path == NULL)
        return TRUE;
    text = read_file (path, &length, error);
    if (text == NULL)
        return FALSE;
    *load = parse (text, (gssize) length, error);
    if (*load == NULL)
        g_prefix_error (error, "%s: ", path);
    return *load != NULL;
}

static gboolean
read_tariff (Work *work, const TallyPriceOptions *options, GError **error)
{
    size_t length = 0;
    g_autofree char *text = read_file (options->tariff_path, &length, error);

    if (text == NULL)
        return FALSE;
    work->is_record = !tally_tariff_is_native (text, (gssize) length);
    work->tariff = tally_tariff_read (text, (gssize) length, error);
    if (work->tariff == NULL)
        g_prefix_error (error, "%s: ", options->tariff_path);
    return work->tariff != NULL;
}

static gboolean
read_calendar (Work *work, const TallyPriceOptions *options, GError **error)
{
    size_t length = 0;
    g_autofree char *text = NULL;

    if (options->calendar_path == NULL)
        return TRUE;
    text = read_file (options->calendar_path, &length, error);
    if (text == NULL)
        return FALSE;
    work->calendar = tally_calendar_parse (text, (gssize) length, error);
    if (work->calendar == NULL)
        g_prefix_error (error, "%s: ", options->calendar_path);
    return work->calendar != NULL;
}

static gboolean
read_past (Work *work, const TallyPriceOptions *options, GError **error)
{
    size_t length = 0;
    g_autofree char *text = NULL;

    if (options->past_path == NULL)
        return TRUE;
    text = read_file (options->past_path, &length, error);
    if (text == NULL)
        return FALSE;
    work->brought = tally_price_brought_parse (work->tariff, text, (gssize) length, error);
    if (work->brought == NULL)
        g_prefix_error (error, "%s: ", options->past_path);
    return work->brought != NULL;
}

/* A full year tells its interval; anything else would be a guess. */
static gboolean
find_interval (Work *work, const TallyPriceOptions *options, GError **error)
{
    static const int minutes[] = { 60, 30, 15, 10, 5, 1 };

    work->series.interval_minutes = options->interval_minutes;
    if (options->interval_minutes != 0)
        return TRUE;
    for (size_t i = 0; i < G_N_ELEMENTS (minutes); i++) {
        size_t a_day = (size_t) (24 * 60 / minutes[i]);

        if (work->load->count == 365 * a_day || work->load->count == 366 * a_day) {
            work->series.interval_minutes = minutes[i];
            return TRUE;
        }
    }
    return refuse (error, _ ("the load is not a full year: give --interval-minutes"));
}

static gboolean
read_thousandths (const char *text, int64_t *thousandths, GError **error)
{
    TallyDecimal decimal;
    TallyExact exact;
    TallyMoney rounded;

    if (text == NULL)
        return TRUE;
    if (!tally_decimal_parse (text, &decimal, error)
        || !tally_exact_from_decimal (decimal, &exact, error)
        || !tally_exact_to_money (exact, 3, TALLY_ROUND_NEVER, &rounded, error))
        return FALSE;
    *thousandths = rounded.minor;
    return TRUE;
}

static gboolean
knows_peaks (const Work *work)
{
    return work->brought != NULL && work->brought->peaks->len + work->brought->slot_peaks->len > 0;
}

static gboolean
lay_series (Work *work, const TallyPriceOptions *options, GError **error)
{
    const char *zone = options->time_zone;
    TallyPriceSeries *series = &work->series;
    TallyDay year_end;

    if (zone == NULL)
        zone = tally_tariff_get_time_zone (work->tariff);
    series->zone = tally_zone_get (zone == NULL ? "UTC" : zone, error);
    if (series->zone == NULL || !find_interval (work, options, error)
        || !tally_day_parse (options->start == NULL ? "2018-01-01" : options->start, &series->start,
                             error)
        || !read_thousandths (options->contracted_kw, &series->contracted_kw, error)
        || !read_thousandths (options->contracted_kva, &series->contracted_kva, error))
        return FALSE;
    series->load = work->load;
    series->generation = work->generation;
    series->reactive = work->reactive;
    series->meters = options->meters;
    series->phases = options->phases;
    series->brought = work->brought;
    series->calendar = work->calendar;
    series->choice = options->by_capacity ? TALLY_CHOICE_CAPACITY : TALLY_CHOICE_DEMAND;
    year_end.number = series->start.number + tally_day_days_in_year (series->start);
    series->year_repeats = !options->no_history && !knows_peaks (work)
                           && (int64_t) work->load->count * series->interval_minutes * 60
                                  == tally_day_start (series->zone, year_end)
                                         - tally_day_start (series->zone, series->start);
    return TRUE;
}

static gboolean
lay_prices (const char *path, const TallyPriceSeries *series, TallyLoad **prices, GError **error)
{
    if (path == NULL)
        return TRUE;
    *prices = tally_price_given_prices (path, series, error);
    return *prices != NULL;
}

static gboolean
lay_peaks (Work *work, const TallyPriceOptions *options, GError **error)
{
    if (options->peaks_path == NULL)
        return TRUE;
    work->peaks = tally_price_given_peaks (options->peaks_path, &work->series, error);
    if (work->peaks == NULL)
        return FALSE;
    work->series.coincident = (const size_t *) (gpointer) work->peaks->data;
    work->series.n_coincident = work->peaks->len;
    return TRUE;
}

static gboolean
read_work (Work *work, const TallyPriceOptions *options, GError **error)
{
    if (!read_tariff (work, options, error) || !read_calendar (work, options, error)
        || !read_load (options->load_path, tally_load_parse, &work->load, error)
        || !read_load (options->generation_path, tally_load_parse, &work->generation, error)
        || !read_load (options->reactive_path, tally_load_parse_reactive, &work->reactive, error)
        || !read_past (work, options, error) || !lay_series (work, options, error)
        || !lay_prices (options->prices_path, &work->series, &work->prices, error)
        || !lay_prices (options->export_prices_path, &work->series, &work->export_prices, error)
        || !lay_peaks (work, options, error))
        return FALSE;
    work->series.prices = work->prices;
    work->series.export_prices = work->export_prices;
    return tally_price_given_all (work->tariff, &work->series, work->peaks != NULL, work->is_record,
                                  error);
}

static void
print_line (GString *text, const TallyPriceLine *line, int digits)
{
    char quantity[TALLY_EXACT_TEXT], rate[TALLY_DECIMAL_TEXT], amount[TALLY_MONEY_TEXT];
    g_autofree char *tier = line->tier == 0 ? g_strdup ("") : g_strdup_printf ("%d", line->tier);

    g_string_append_printf (text, "  %-24s %-10s %4s %18s %-6s %12s %14s\n", line->name,
                            line->band == NULL ? "" : line->band, tier,
                            tally_exact_format (line->quantity, quantity), line->unit,
                            tally_decimal_format (line->rate, rate),
                            tally_price_money (line->amount, digits, amount));
}

static const char *
say_here (const char *message, gpointer unused)
{
    return gettext (message);
}

static gboolean
speaks_chinese (void)
{
    const char *language = setlocale (LC_MESSAGES, NULL);

    return language != NULL && g_str_has_prefix (language, "zh");
}

/* Each line's rule in the user's words, or in English beside its data. */
static void
explain_line (Report *report,
              const TallyPricePlan *plan,
              const TallyPriceInput *input,
              const TallyPriceBill *bill,
              size_t index)
{
    gboolean is_chinese = speaks_chinese ();
    g_autoptr(TallyExplain)
                   explain = tally_price_explain (plan, input, bill, index, &report->error);
    g_autofree char *says = NULL;

    if (explain == NULL)
        return;
    says = tally_explain_text (explain, report->options->is_json ? NULL : say_here,
                               is_chinese && !report->options->is_json, NULL);
    if (!report->options->is_json) {
        g_string_append_printf (report->text, "      %s\n", says);
        return;
    }
    g_string_append (report->text, index == 0 ? "\n      {" : ",\n      {");
    tally_explain_append_json (report->text, explain);
    g_string_append (report->text, ", \"text\": ");
    tally_json_append_quoted (report->text, says);
    g_string_append_c (report->text, '}');
}

/* The period as an object, with "explain" line by line where it is asked for. */
static void
report_json (Report *report,
             TallyDays days,
             const TallyPricePlan *plan,
             const TallyPriceInput *input,
             const TallyPriceBill *bill)
{
    g_string_append (report->text, report->n_periods++ == 0 ? "" : ",");
    tally_price_append_json (report->text, days, plan, bill);
    if (!report->options->explains)
        return;
    g_string_truncate (report->text, report->text->len - 1); /* the brace at its end */
    g_string_append (report->text, ", \"explain\": [");
    for (size_t i = 0; i < bill->n_lines && report->error == NULL; i++)
        explain_line (report, plan, input, bill, i);
    g_string_append (report->text, "]}");
}

static void
on_month_priced (TallyDays days,
                 const TallyPricePlan *plan,
                 const TallyPriceInput *input,
                 const TallyPriceBill *bill,
                 gpointer user_data)
{
    Report *report = user_data;
    int digits = tally_tariff_get_digits (tally_price_plan_get_tariff (plan));
    char first[TALLY_DAY_TEXT], last[TALLY_DAY_TEXT], total[TALLY_MONEY_TEXT];

    if (report->error != NULL
        || !tally_money_add (report->total, bill->total, &report->total, &report->error)
        || !tally_exact_add (report->total_exact, bill->total_exact, &report->total_exact,
                             &report->error))
        return;
    if (report->options->pictures != NULL
        && !tally_price_pictures (report->options->pictures, plan, input, bill, say_here,
                                  speaks_chinese (), &report->error))
        return;
    if (report->options->is_json) {
        report_json (report, days, plan, input, bill);
        return;
    }
    g_string_append_printf (report->text, _ ("%s to %s: %s\n"),
                            tally_day_format (days.first, first),
                            tally_day_format ((TallyDay){ days.end.number - 1 }, last),
                            tally_price_money (bill->total, digits, total));
    for (size_t i = 0; i < bill->n_lines && report->error == NULL; i++) {
        print_line (report->text, &bill->lines[i], digits);
        if (report->options->explains)
            explain_line (report, plan, input, bill, i);
    }
}

static void
print_report (const Report *report, const TallyTariff *tariff)
{
    char total[TALLY_MONEY_TEXT], exact[TALLY_EXACT_TEXT];

    g_autoptr(GString) json = g_string_new ("{\"tariff\": ");

    tally_price_money (report->total, tally_tariff_get_digits (tariff), total);
    tally_exact_format (report->total_exact, exact);
    if (!report->options->is_json) {
        g_print (_ ("%sTotal: %s %s\n"), report->text->str, total,
                 tally_tariff_get_currency (tariff));
        return;
    }
    tally_json_append_quoted (json, tally_tariff_get_code (tariff));
    g_string_append (json, ", \"currency\": ");
    tally_json_append_quoted (json, tally_tariff_get_currency (tariff));
    g_print ("%s, \"periods\": [%s\n  ], \"total\": \"%s\", \"total_exact\": \"%s\"}\n", json->str,
             report->text->str, total, exact);
}

int
tally_price_command (int argc, char **argv)
{
    g_auto(TallyPriceOptions) options = { .meters = 1, .phases = 1 };
    g_auto(Work) work = { 0 };
    g_autoptr(GString) text = g_string_new (NULL);
    Report report = { .options = &options, .text = text };
    g_autoptr(GError) error = NULL;

    if (!tally_price_options_read (&options, &argc, &argv, &error)
        || !read_work (&work, &options, &error)
        || !tally_price_series (work.tariff, &work.series, on_month_priced, &report, &error))
        return tally_command_fail ("price", error);
    if (report.error != NULL) {
        int status = tally_command_fail ("price", report.error);

        g_clear_error (&report.error);
        return status;
    }
    print_report (&report, work.tariff);
    return 0;
}
