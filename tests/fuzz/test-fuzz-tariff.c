// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever bytes a tariff document, an OpenEI record, a calendar or a load file holds,
 * reading it ends, and what is read prices without a fault of memory or arithmetic. Seeds are
 * harmed byte by byte and word by word; --seed repeats a run. How long: TALLY_FUZZ_SECONDS for
 * each parser (default 1). */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-load.h"
#include "shared/tariff/tally-price-explain.h"
#include "shared/tariff/tally-tariff.h"

#include <string.h>

/* What the sanitizer of undefined behaviour finds ends the run. */
const char *__ubsan_default_options (void);

const char *
__ubsan_default_options (void)
{
    return "halt_on_error=1:print_stacktrace=1";
}

#define COUNT 96
#define BYTES_MAX 60000

typedef void (*Target) (const char *bytes, size_t length);

typedef struct {
    const char *name;
    Target target;
    const char *const *seeds;
    const char *folder; /* more seeds, of the source tree; or NULL */
} Fuzz;

/* Everything a tariff can ask of an account. */
static void
price (TallyTariff *tariff)
{
    static int64_t import[COUNT], export[COUNT], reactive[COUNT], prices[COUNT];
    static const size_t peaks[] = { 3, 95 };
    TallyPricePeak peak = { { 2026 * 12 }, { g_test_rand_int () * TALLY_EXACT_ONE } };
    TallyPriceCarry carry = { .year_to_date = g_test_rand_int (), .credit = { 5, 7000 } };
    TallyPriceInput input = { .import = import,
                              .export = export,
                              .reactive = reactive,
                              .count = COUNT,
                              .contracted_kva = 9000,
                              .contracted_kw = 8000,
                              .meters = 2,
                              .phases = 3,
                              .peaks = &peak,
                              .n_peaks = 1,
                              .prices = prices,
                              .export_prices = prices,
                              .price_decimals = 3,
                              .coincident = peaks,
                              .n_coincident = 2,
                              .carry = &carry };
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(TallyPricePlan) plan = tally_price_plan_new (
        tariff,
        &(TallyPricePeriod){ .days = { tally_day_new (2026, 12, 31), tally_day_new (2027, 1, 1) },
                             .zone = tally_zone_get ("Asia/Shanghai", NULL),
                             .interval_seconds = 900,
                             .units_per_kwh = 1000 },
        NULL);
    gboolean is_wild = g_test_rand_int_range (0, 8) == 0;

    for (size_t i = 0; i < COUNT; i++) {
        import[i] = g_test_rand_int_range (0, 900);
        if (is_wild)
            import[i] = (int64_t) (uint32_t) g_test_rand_int () << 31;
        export[i] = g_test_rand_int_range (0, 900);
        reactive[i] = g_test_rand_int_range (0, 900);
        prices[i] = g_test_rand_int ();
    }
    if (plan == NULL || !tally_price (plan, &input, bill, NULL))
        return;
    for (size_t i = 0; i < bill->n_lines; i++) {
        g_autoptr(TallyExplain) explain = tally_price_explain (plan, &input, bill, i, NULL);
        g_autofree char *text = NULL;

        if (explain != NULL)
            text = tally_explain_text (explain, NULL, TRUE, NULL);
    }
}

static void
read_tariff (const char *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_read (bytes, (gssize) length, &error);

    if (tariff != NULL)
        price (tariff);
    else
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

static void
read_calendar (const char *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCalendar) calendar = tally_calendar_parse (bytes, (gssize) length, &error);

    g_assert_true ((calendar == NULL) == (error != NULL));
}

static void
read_load (const char *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyLoad) load = tally_load_parse (bytes, (gssize) length, &error);
    g_autoptr(TallyLoad) reactive = tally_load_parse_reactive (bytes, (gssize) length, NULL);
    int64_t factor, units;

    g_assert_true ((load == NULL) == (error != NULL));
    if (load != NULL && tally_load_units (load, 15, &factor, &units, NULL))
        tally_load_refine (load, load->scale, 3, NULL);
}

#define DAY "[0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1,1,1,1,1,0,0,0,0]"
#define YEAR                                                                                \
    "[" DAY "," DAY "," DAY "," DAY "," DAY "," DAY "," DAY "," DAY "," DAY "," DAY "," DAY \
    "," DAY "]"

static const char *const records[] = {
    "{\"label\": \"x\", \"energyratestructure\": [[{\"rate\": 0.1, \"adj\": 0.02, \"max\": 300, "
    "\"unit\": \"kWh\", \"sell\": 0.03}, {\"rate\": 0.2}], [{\"rate\": 0.3, \"max\": 300}, "
    "{\"rate\": 0.4}]], \"energyweekdayschedule\": " YEAR ", \"energyweekendschedule\": " YEAR
    ", \"demandratestructure\": [[{\"rate\": 5}], [{\"rate\": 7}]], "
    "\"demandweekdayschedule\": " YEAR ", \"demandweekendschedule\": " YEAR
    ", \"demandrateunit\": \"kVA\", \"demandwindow\": 15, "
    "\"flatdemandstructure\": [[{\"rate\": 5}]], \"flatdemandmonths\": "
    "[0,0,0,0,0,0,0,0,0,0,0,0], \"flatdemandunit\": \"hp\", \"lookbackpercent\": 0.5, "
    "\"lookbackmonths\": [1,0,0,0,0,0,0,0,0,0,0,0], \"fixedchargefirstmeter\": 3, "
    "\"fixedchargeeaaddl\": 1, \"mincharge\": 9, \"annualmincharge\": 99, \"dgrules\": \"Net "
    "Billing Hourly\", \"fueladjustmentsmonthly\": [0.1,0,0,0,0,0,0,0,0,0,0,0], "
    "\"demandreactivepowercharge\": 0.5}",
    "{\"energyratestructure\": [[{\"rate\": 9, \"max\": 400, \"unit\": \"kWh/kW\"}, {\"rate\": "
    "0.1, "
    "\"max\": 300, \"unit\": \"kWh\"}, {\"rate\": 0.08, \"unit\": \"kWh\"}, {\"rate\": 0.05, "
    "\"unit\": \"kWh/kW\"}], [{\"rate\": 9, \"max\": 400, \"unit\": \"kWh/kW\"}, {\"rate\": 0.1, "
    "\"max\": 300, \"unit\": \"kWh\"}, {\"rate\": 0.08, \"unit\": \"kWh\"}, {\"rate\": 0.05, "
    "\"unit\": \"kWh/kW\"}]], \"energyweekdayschedule\": " YEAR ", \"energyweekendschedule\": " YEAR
    ", \"coincidentratestructure\": [[{\"rate\": 5}], [{\"rate\": 6}]], "
    "\"coincidentschedule\": " YEAR ", \"dgrules\": \"Net Metering\"}",
    NULL,
};

static const char *const documents[] = {
    "{\"format\": \"gridtally-tariff-v1\", \"id\": \"f\", \"currency\": \"EUR\", \"components\": "
    "[{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"kwh-per-kw-day\", \"tier_demand\": "
    "{\"unit\": \"kVA\", \"window_minutes\": 30, \"sliding\": true, \"floor\": \"2\"}, \"tiers\": "
    "[{\"up_to\": \"1\", \"rate\": \"0.1\"}, {\"rate\": \"0.2\"}]}, {\"id\": \"i\", \"kind\": "
    "\"energy\", \"prices\": \"by-interval\"}, {\"id\": \"d\", \"kind\": \"demand\", \"unit\": "
    "\"hp\", \"ratchet\": {\"percent\": \"50\", \"months\": [1, 2]}, \"contract\": "
    "{\"excess_multiple\": \"2\", \"basis\": \"contracted\"}, \"tiers\": [{\"up_to\": \"10\", "
    "\"rate\": \"5\"}, {\"rate\": \"3\"}]}, {\"id\": \"c\", \"kind\": \"coincident\", \"rate\": "
    "\"2\"}, {\"id\": \"x\", \"kind\": \"export\", \"method\": \"credit-billing\", \"rate\": "
    "\"0.4\", \"true_up\": {\"month\": 12, \"rate\": \"0.03\"}}, {\"id\": \"m\", \"kind\": "
    "\"minimum\", \"amount\": \"800\", \"per\": \"year\"}, {\"id\": \"t\", \"kind\": \"tax\", "
    "\"percent\": \"13\"}]}",
    NULL,
};

static const char *const loads[] = { "kw\n1.5\n2\n3e2\n0.000000000001\n",
                                     "time,kWh\r\n00:00,\"1.25\"\r\n00:15,-2\r\n",
                                     "kw,kvar\n1,0.5\n2,0.25\n", NULL };

static const Fuzz fuzzes[] = {
    { "tariff", read_tariff, documents, "tariffs" },
    { "urdb", read_tariff, records, NULL },
    { "calendar", read_calendar, NULL, "calendars" },
    { "load", read_load, loads, NULL },
};

static int64_t
budget_us (void)
{
    const char *text = g_getenv ("TALLY_FUZZ_SECONDS");

    return G_USEC_PER_SEC * (text != NULL ? CLAMP (g_ascii_strtoll (text, NULL, 10), 1, 3600) : 1);
}

static GPtrArray *
find_seeds (const Fuzz *fuzz)
{
    GPtrArray *seeds = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *path = NULL;
    g_autoptr(GDir) dir = NULL;
    const char *name;

    for (size_t i = 0; fuzz->seeds != NULL && fuzz->seeds[i] != NULL; i++)
        g_ptr_array_add (seeds, g_strdup (fuzz->seeds[i]));
    if (fuzz->folder == NULL)
        return seeds;
    path = g_test_build_filename (G_TEST_DIST, "..", "data", fuzz->folder, NULL);
    dir = g_dir_open (path, 0, NULL);
    g_assert_nonnull (dir);
    while ((name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *file = g_build_filename (path, name, NULL);
        char *text = NULL;

        g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
        g_ptr_array_add (seeds, text);
    }
    return seeds;
}

/* Takes the place of the word, number or sign at a random spot. */
static void
swap_word (GString *text)
{
    static const char *const words[] = {
        "0",
        "-1",
        "9223372036854775807",
        "1e38",
        "0.000000000000000001",
        "99999999999999999",
        "\"",
        "{}",
        "[]",
        "null",
        "true",
        "1e-400",
        "[",
        "\"\\u0000\"",
        "day",
        "year",
        "kwh-per-kw",
        "proportional",
    };
    const char *word = words[g_test_rand_int_range (0, G_N_ELEMENTS (words))];
    gsize at = (gsize) g_test_rand_int_range (0, (int) text->len), end;

    while (at > 0 && strchr (" ,:[]{}\"\n", text->str[at]) == NULL)
        at--;
    end = at + 1;
    while (end < text->len && strchr (" ,:[]{}\"\n", text->str[end]) == NULL)
        end++;
    g_string_erase (text, (gssize) at + 1, (gssize) (end - at - 1));
    g_string_insert (text, (gssize) at + 1, word);
}

static void
harm (GString *text)
{
    int at = g_test_rand_int_range (0, (int) text->len);
    int most = g_test_rand_int_range (1, 200);
    gssize n = MIN (most, (int) text->len - at);
    g_autofree char *piece = g_strndup (text->str + at, (gsize) n);

    switch (g_test_rand_int_range (0, 5)) {
    case 0:
        text->str[at] = (char) g_test_rand_int ();
        break;
    case 1:
        g_string_erase (text, at, n);
        break;
    case 2:
        if (text->len < BYTES_MAX)
            g_string_insert (text, g_test_rand_int_range (0, (int) text->len), piece);
        break;
    default:
        swap_word (text);
    }
    if (text->len == 0)
        g_string_append_c (text, ' ');
}

static void
test_harmed (gconstpointer data)
{
    const Fuzz *fuzz = data;
    g_autoptr(GPtrArray) seeds = find_seeds (fuzz);
    int64_t until;
    int64_t n_runs = 0;

    for (guint i = 0; i < seeds->len; i++)
        fuzz->target (seeds->pdata[i], strlen (seeds->pdata[i]));
    /* What was not harmed does not count: it takes a second with the records there are. */
    until = g_get_monotonic_time () + budget_us ();
    while (g_get_monotonic_time () < until) {
        int which = g_test_rand_int_range (0, (int) seeds->len);
        g_autoptr(GString) text = g_string_new (seeds->pdata[which]);
        g_autofree char *exact = NULL;

        for (int i = g_test_rand_int_range (1, 6); i > 0; i--)
            harm (text);
        /* Of exactly that size, so that a sanitizer sees a byte read too far. */
        exact = g_memdup2 (text->str, text->len);
        fuzz->target (exact, text->len);
        n_runs++;
    }
    g_test_message ("%s: %" G_GINT64_FORMAT " runs", fuzz->name, n_runs);
    g_assert_cmpint (n_runs, >, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (fuzzes); i++) {
        g_autofree char *path = g_strconcat ("/fuzz/", fuzzes[i].name, NULL);

        g_test_add_data_func (path, &fuzzes[i], test_harmed);
    }
    return g_test_run ();
}
