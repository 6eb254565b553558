// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: no fault is ever swallowed. Every step of arithmetic that pricing takes, and every
 * question that reading asks of a document, is made to fail in turn (the linker puts the
 * functions below in their place): the caller must say so, leave no lines and leak nothing. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-price-explain.h"
#include "shared/tariff/tally-price-series.h"
#include "shared/tariff/tally-tariff.h"

#include <string.h>

static int countdown; /* calls until the one that fails; below zero: none does */
static int n_failed;

static gboolean
is_turn (GError **error)
{
    if (countdown < 0 || countdown-- > 0)
        return FALSE;
    n_failed++;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW, "made to fail");
    return TRUE;
}

#define WRAP(name, parameters, arguments)                   \
    gboolean __real_##name parameters;                      \
    gboolean __wrap_##name parameters;                      \
    gboolean __wrap_##name parameters                       \
    {                                                       \
        return !is_turn (error) && __real_##name arguments; \
    }

WRAP (tally_exact_add,
      (TallyExact a, TallyExact b, TallyExact *sum, GError **error),
      (a, b, sum, error))
WRAP (tally_exact_ratio,
      (__int128 count, __int128 parts, TallyExact *ratio, GError **error),
      (count, parts, ratio, error))
WRAP (tally_exact_from_decimal,
      (TallyDecimal decimal, TallyExact *exact, GError **error),
      (decimal, exact, error))
WRAP (tally_exact_times,
      (TallyExact quantity, TallyDecimal rate, TallyExact *product, GError **error),
      (quantity, rate, product, error))
WRAP (tally_exact_multiply,
      (TallyExact a, TallyExact b, TallyExact *product, GError **error),
      (a, b, product, error))
WRAP (tally_exact_scale,
      (TallyExact exact, int64_t n, int64_t d, TallyExact *scaled, GError **error),
      (exact, n, d, scaled, error))
WRAP (tally_exact_to_money,
      (TallyExact exact, int digits, TallyRounding rounding, TallyMoney *money, GError **error),
      (exact, digits, rounding, money, error))
WRAP (tally_money_add,
      (TallyMoney a, TallyMoney b, TallyMoney *sum, GError **error),
      (a, b, sum, error))
WRAP (tally_decimal_add,
      (TallyDecimal a, TallyDecimal b, TallyDecimal *sum, GError **error),
      (a, b, sum, error))
WRAP (tally_decimal_multiply,
      (TallyDecimal a, TallyDecimal b, TallyDecimal *product, GError **error),
      (a, b, product, error))

WRAP (tally_json_expect,
      (const TallyJson *node, TallyJsonType type, GError **error),
      (node, type, error))
WRAP (tally_json_no_others, (const TallyJson *node, GError **error), (node, error))
WRAP (tally_json_get_text,
      (TallyJson * node, const char *key, const char **value, GError **error),
      (node, key, value, error))
WRAP (tally_json_get_flag,
      (TallyJson * node, const char *key, gboolean *value, GError **error),
      (node, key, value, error))
WRAP (
    tally_json_get_whole,
    (TallyJson * node, const char *key, int64_t low, int64_t high, int64_t *value, GError **error),
    (node, key, low, high, value, error))
WRAP (tally_json_get_decimal,
      (TallyJson * node, const char *key, TallyDecimal *value, GError **error),
      (node, key, value, error))
WRAP (tally_json_get_word,
      (TallyJson * node, const char *key, const char *const *words, int *value, GError **error),
      (node, key, words, value, error))
WRAP (tally_json_to_decimal,
      (const TallyJson *node, TallyDecimal *value, GError **error),
      (node, value, error))

TallyJson *__real_tally_json_require (TallyJson *node, const char *key, GError **error);
TallyJson *__wrap_tally_json_require (TallyJson *node, const char *key, GError **error);
TallyJson *
__wrap_tally_json_require (TallyJson *node, const char *key, GError **error)
{
    return is_turn (error) ? NULL : __real_tally_json_require (node, key, error);
}

#define HEAD                                                                                       \
    "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"name\": {\"en\": \"T\", \"zh_CN\": "   \
    "\"T\"}, \"description\": \"d\", \"currency\": \"CNY\", \"currency_digits\": 2, "              \
    "\"rounding\": \"half-even\", \"time_zone\": \"Asia/Shanghai\", \"calendar\": \"CN\", "        \
    "\"valid_from\": \"2026-01-01\", \"valid_until\": \"2027-01-01\", \"year_begins\": 1, "        \
    "\"seasons\": [{\"id\": \"warm\", \"from\": \"04-01\", \"to\": \"10-31\"}, {\"id\": "          \
    "\"cold\", \"months\": [11, 12, 1, 2, 3]}], \"schedules\": [{\"id\": \"s\", \"name\": \"S\", " \
    "\"bands\": [{\"id\": \"peak\"}, {\"id\": \"rest\"}], \"rules\": [{\"seasons\": [\"warm\", "   \
    "\"cold\"], \"days\": [\"weekday\", \"weekend\", \"holiday\"], \"spans\": [{\"from\": "        \
    "\"00:00\", \"to\": \"08:00\", \"band\": \"rest\"}, {\"from\": \"08:00\", \"to\": "            \
    "\"24:00\", \"band\": \"peak\"}]}]}], \"components\": [{\"id\": \"e\", \"kind\": "             \
    "\"energy\", \"schedule\": \"s\", \"rates\": [{\"seasons\": [\"warm\", \"cold\"], \"bands\": " \
    "[\"peak\"], \"rate\": \"2\"}, {\"bands\": [\"rest\"], \"rate\": \"1\"}]}"

/* Every kind of component, in every manner it has; then one rule for delivered energy. */
#define ALL_KINDS                                                                                  \
    ", {\"id\": \"month\", \"kind\": \"energy\", \"tiers\": [{\"up_to\": \"3\", \"rate\": "        \
    "\"1\"}, {\"rate\": \"2\"}]}, {\"id\": \"day\", \"kind\": \"energy\", \"tier_basis\": "        \
    "\"day\", \"tier_order\": \"proportional\", \"tiers\": [{\"up_to\": \"3\", \"rate\": "         \
    "\"1\"}, {\"rate\": \"2\"}]}, {\"id\": \"year\", \"kind\": \"energy\", \"tier_basis\": "       \
    "\"year\", \"tiers\": [{\"up_to\": \"3\", \"rate\": \"1\"}, {\"rate\": \"2\"}]}, {\"id\": "    \
    "\"hours\", \"kind\": \"energy\", \"tier_basis\": \"kwh-per-kw\", \"tier_demand\": "           \
    "{\"window_minutes\": 30, \"ratchet\": {\"percent\": \"50\"}}, \"tiers\": [{\"up_to\": "       \
    "\"1\", \"rate\": \"1\"}, {\"rate\": \"2\"}]}, {\"id\": \"blocks\", \"kind\": \"energy\", "    \
    "\"blocks\": [{\"up_to\": \"1\", \"tiers\": [{\"up_to\": \"2\", \"rate\": \"1\"}, {\"rate\": " \
    "\"2\"}]}, {\"tiers\": [{\"rate\": \"3\"}]}]}, {\"id\": \"spot\", \"kind\": \"energy\", "      \
    "\"prices\": \"by-interval\"}, {\"id\": \"d\", \"kind\": \"demand\", \"schedule\": \"s\", "    \
    "\"unit\": \"hp\", \"window_minutes\": 15, \"floor\": \"1\", \"ratchet\": {\"percent\": "      \
    "\"50\", \"look_back\": 11, \"months\": [1, 2, 3], \"replaces_measured\": false}, "            \
    "\"contract\": {\"basis\": \"measured\", \"floor_percent\": \"10\", \"tolerance_percent\": "   \
    "\"5\", \"excess_multiple\": \"2\"}, \"tiers\": [{\"up_to\": \"0.5\", \"rate\": \"2\"}, "      \
    "{\"rate\": \"3\"}]}, {\"id\": \"v\", \"kind\": \"demand\", \"unit\": \"kVA\", \"sliding\": "  \
    "true, \"window_minutes\": 60, \"ratchet\": {\"percents\": [\"1\", \"2\", \"3\", \"4\", "      \
    "\"5\", \"6\", \"7\", \"8\", \"9\", \"10\", \"11\", \"12\"]}, \"rate\": \"1\"}, {\"id\": "     \
    "\"cap\", \"kind\": \"capacity\", \"rate\": \"1\"}, {\"id\": \"capd\", \"kind\": "             \
    "\"capacity\", \"rate\": \"1\", \"per\": \"day\", \"choice\": \"always\"}, {\"id\": "          \
    "\"fm\", \"kind\": \"fixed\", \"rate\": \"1\"}, {\"id\": \"fd\", \"kind\": \"fixed\", "        \
    "\"rate\": \"1\", \"per\": \"day\"}, {\"id\": \"fy\", \"kind\": \"fixed\", \"rate\": \"1\", "  \
    "\"per\": \"year\"}, {\"id\": \"fb\", \"kind\": \"fixed\", \"rate\": \"1\", \"per\": "         \
    "\"bill\"}, {\"id\": \"ft\", \"kind\": \"fixed\", \"rate\": \"1\", \"per\": "                  \
    "\"meter-month\"}, {\"id\": \"pf\", \"kind\": \"power-factor\", \"standard_hundredths\": 90, " \
    "\"of\": [\"e\"], \"below\": [{\"to_hundredths\": 0, \"percent\": \"1\"}], \"above\": "        \
    "[{\"to_hundredths\": 95, \"percent\": \"-0.15\"}]}, {\"id\": \"q\", \"kind\": \"reactive\", " \
    "\"free_percent\": \"10\", \"rate\": \"1\"}, {\"id\": \"lk\", \"kind\": \"levy\", \"rate\": "  \
    "\"0.1\"}, {\"id\": \"lp\", \"kind\": \"levy\", \"percent\": \"3\"}, {\"id\": \"dk\", "        \
    "\"kind\": \"discount\", \"rate\": \"0.1\"}, {\"id\": \"dp\", \"kind\": \"discount\", "        \
    "\"percent\": \"3\", \"cap\": \"0.01\"}, {\"id\": \"c\", \"kind\": \"coincident\", "           \
    "\"schedule\": \"s\", \"rate\": \"1\"}, {\"id\": \"mi\", \"kind\": \"minimum\", \"amount\": "  \
    "\"90000\"}, {\"id\": \"md\", \"kind\": \"minimum\", \"amount\": \"90000\", \"per\": "         \
    "\"day\"}, {\"id\": \"my\", \"kind\": \"minimum\", \"amount\": \"9000000\", \"per\": "         \
    "\"year\"}, {\"id\": \"ma\", \"kind\": \"maximum\", \"amount\": \"5\"}, {\"id\": \"t\", "      \
    "\"kind\": \"tax\", \"percent\": \"13\", \"of\": [\"e\", \"month\"]}"

static const char *const documents[] = {
    HEAD ALL_KINDS "]}",
    HEAD ALL_KINDS ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-billing\", "
                   "\"schedule\": \"s\", \"tiers\": [{\"up_to\": \"1\", \"rate\": \"1\"}, "
                   "{\"rate\": \"2\"}]}]}",
    HEAD ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\", \"schedule\": "
         "\"s\", \"credit_moves_by_clock\": [\"07:00\", \"12:00\"], \"true_up\": {\"month\": 12, "
         "\"rate\": \"0.1\"}}]}",
    HEAD ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering\", \"schedule\": "
         "\"s\", \"true_up\": {\"month\": 12, \"rate\": \"0.1\", \"pays_as_credit\": true}}]}",
    HEAD ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"net-metering-money\", "
         "\"schedule\": \"s\", \"rate\": \"0.5\", \"true_up\": {\"month\": 12}}]}",
    HEAD ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"credit-billing\", \"rate\": "
         "\"0.5\", \"true_up\": {\"month\": 12, \"credit_expires\": true}}]}",
    HEAD ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"credit-billing\", \"prices\": "
         "\"by-interval\", \"credit_at_once\": true}]}",
    HEAD ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"sell-all\", \"prices\": "
         "\"by-interval\"}]}",
};

#define COUNT 96

typedef struct {
    int64_t import[COUNT];
    int64_t export[COUNT];
    int64_t reactive[COUNT];
    int64_t prices[COUNT];
    TallyPricePeak peaks[2];
    size_t system_peaks[2];
    TallyPriceCarry carry;
    TallyPriceInput input;
} Account;

/* The last day of the year: a part of its month, and the end of the billing year. */
static TallyPricePlan *
make_plan (TallyTariff *tariff, GError **error)
{
    return tally_price_plan_new (
        tariff,
        &(TallyPricePeriod){ .days = { tally_day_new (2026, 12, 31), tally_day_new (2027, 1, 1) },
                             .full_days = 31,
                             .zone = tally_zone_get ("Asia/Shanghai", NULL),
                             .interval_seconds = 900,
                             .units_per_kwh = 1000 },
        error);
}

static void
lay_account (Account *account)
{
    *account = (Account){ .peaks = { { { 2026 * 12 + 10 }, { 7 * TALLY_EXACT_ONE } },
                                     { { 2026 * 12 + 1 }, { 9 * TALLY_EXACT_ONE } } },
                          .system_peaks = { 3, 50 },
                          .carry = { .year_to_date = 1000,
                                     .export_to_date = 500,
                                     .credit = { 300, 200 },
                                     .net_excess = 9000,
                                     .charged_to_date = { TALLY_EXACT_ONE },
                                     .money_credit = { TALLY_EXACT_ONE } } };
    for (size_t i = 0; i < COUNT; i++) {
        account->import[i] = 100 + (int64_t) i;
        account->export[i] = i > 40 && i < 60 ? 400 : 10;
        account->reactive[i] = 90;
        account->prices[i] = 5;
    }
    account->input = (TallyPriceInput){ .import = account->import,
                                        .export = account->export,
                                        .reactive = account->reactive,
                                        .count = COUNT,
                                        .contracted_kva = 9000,
                                        .contracted_kw = 500,
                                        .meters = 2,
                                        .peaks = account->peaks,
                                        .n_peaks = 2,
                                        .prices = account->prices,
                                        .export_prices = account->prices,
                                        .price_decimals = 2,
                                        .coincident = account->system_peaks,
                                        .n_coincident = 2,
                                        .carry = &account->carry };
}

/* Prices and explains with the call numbered @turn failing; FALSE when none was left to fail. */
static gboolean
price_with_fault (TallyTariff *tariff, int turn)
{
    Account account;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(TallyPricePlan) plan = NULL;

    lay_account (&account);
    countdown = turn;
    n_failed = 0;
    plan = make_plan (tariff, &error);
    if (plan == NULL || !tally_price (plan, &account.input, bill, &error)) {
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
        g_assert_cmpint (n_failed, ==, 1);
        g_assert_cmpuint (bill->n_lines, ==, 0);
        return TRUE;
    }
    g_assert_no_error (error);
    g_assert_cmpint (n_failed, ==, 0);
    for (size_t i = 0; i < bill->n_lines && n_failed == 0; i++) {
        g_autoptr(TallyExplain)
                       explain = tally_price_explain (plan, &account.input, bill, i, &error);

        g_assert_true ((explain == NULL) == (n_failed == 1));
    }
    return n_failed == 1;
}

static void
test_price (gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = NULL;
    int turn = 0;

    countdown = -1;
    tariff = tally_tariff_parse (data, -1, &error);
    g_assert_no_error (error);
    while (price_with_fault (tariff, turn))
        turn++;
    countdown = -1;
    g_test_message ("%d steps of arithmetic", turn);
    g_assert_cmpint (turn, >, 20);
}

static void
test_parse (gconstpointer data)
{
    for (int turn = 0;; turn++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyTariff) tariff = NULL;

        countdown = turn;
        n_failed = 0;
        tariff = tally_tariff_parse (data, -1, &error);
        countdown = -1;
        g_assert_true ((tariff == NULL) == (error != NULL));
        g_assert_true ((tariff == NULL) == (n_failed == 1));
        if (tariff != NULL) {
            g_test_message ("%d questions", turn);
            g_assert_cmpint (turn, >, 50);
            return;
        }
    }
}

#define DAY "[0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1,1,1,1,1,0,0,0,0]"
#define SIX DAY "," DAY "," DAY "," DAY "," DAY "," DAY
#define YEAR "[" SIX "," SIX "]"
#define TWO                                                                               \
    "[[{\"rate\": 0.1, \"adj\": 0.02, \"max\": 300, \"unit\": \"kWh\", \"sell\": 0.03}, " \
    "{\"rate\": 0.2}], [{\"rate\": 0.3, \"max\": 300}, {\"rate\": 0.4, \"sell\": 0.1}]]"

static const char *const records[] = {
    "{\"label\": \"x\", \"name\": \"X\", \"energyratestructure\": " TWO
    ", \"energyweekdayschedule\": " YEAR ", \"energyweekendschedule\": " YEAR
    ", \"demandratestructure\": [[{\"rate\": 5}], [{\"rate\": 7}]], "
    "\"demandweekdayschedule\": " YEAR ", \"demandweekendschedule\": " YEAR
    ", \"demandrateunit\": \"kVA\", \"demandwindow\": 15, "
    "\"flatdemandstructure\": [[{\"rate\": 5}]], \"flatdemandmonths\": "
    "[0,0,0,0,0,0,0,0,0,0,0,0], \"flatdemandunit\": \"hp\", \"lookbackpercent\": 0.5, "
    "\"lookbackmonths\": [1,0,0,0,0,0,0,0,0,0,0,0], \"fixedchargefirstmeter\": 3, "
    "\"fixedchargeeaaddl\": 1, \"mincharge\": 9, \"annualmincharge\": 99, \"dgrules\": \"Net "
    "Billing Hourly\", \"fueladjustmentsmonthly\": [0.1,0,0,0,0,0,0,0,0,0,0,0], "
    "\"demandreactivepowercharge\": 0.5, \"coincidentratestructure\": [[{\"rate\": 5}], "
    "[{\"rate\": "
    "6}]], \"coincidentschedule\": " YEAR "}",
    "{\"items\": [{\"energyratestructure\": [[{\"rate\": 9, \"max\": 400, \"unit\": \"kWh/kW\"}, "
    "{\"rate\": 0.1, \"max\": 300, \"unit\": \"kWh\"}, {\"rate\": 0.08, \"unit\": \"kWh\"}, "
    "{\"rate\": 0.05, \"unit\": \"kWh/kW\"}], [{\"rate\": 9, \"max\": 400, \"unit\": \"kWh/kW\"}, "
    "{\"rate\": 0.1, \"max\": 300, \"unit\": \"kWh\"}, {\"rate\": 0.08, \"unit\": \"kWh\"}, "
    "{\"rate\": 0.05, \"unit\": \"kWh/kW\"}]], \"energyweekdayschedule\": " YEAR
    ", \"energyweekendschedule\": " YEAR ", \"fixedmonthlycharge\": 3, \"minmonthlycharge\": 2}]}",
};

static void
test_convert (gconstpointer data)
{
    for (int turn = 0;; turn++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *native = NULL;

        countdown = turn;
        n_failed = 0;
        native = tally_tariff_from_urdb (data, -1, &error);
        countdown = -1;
        g_assert_true ((native == NULL) == (error != NULL));
        g_assert_true ((native == NULL) == (n_failed == 1));
        if (native != NULL) {
            g_test_message ("%d questions", turn);
            g_assert_cmpint (turn, >, 20);
            return;
        }
    }
}

static void
test_calendar (void)
{
    const char *text = "{\"format\": \"gridtally-calendar-v1\", \"id\": \"X\", \"name\": {\"en\": "
                       "\"X\", \"zh_CN\": \"X\"}, \"source\": \"S\", \"days\": [{\"day\": "
                       "\"2026-01-01\", \"name\": \"New Year\"}, {\"day\": \"2026-01-04\", "
                       "\"name\": \"Worked\", \"worked\": true}]}";
    int turn = 0;

    for (;; turn++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TallyCalendar) calendar = NULL;

        countdown = turn;
        n_failed = 0;
        calendar = tally_calendar_parse (text, -1, &error);
        countdown = -1;
        if (n_failed == 0) {
            g_assert_no_error (error);
            break;
        }
        g_assert_null (calendar);
        g_assert_nonnull (error);
    }
    g_assert_cmpint (turn, >, 5);
}

int
main (int argc, char **argv)
{
    countdown = -1;
    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (documents); i++) {
        g_autofree char *price = g_strdup_printf ("/faults/price/%zu", i);
        g_autofree char *parse = g_strdup_printf ("/faults/parse/%zu", i);

        g_test_add_data_func (price, documents[i], test_price);
        g_test_add_data_func (parse, documents[i], test_parse);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (records); i++) {
        g_autofree char *path = g_strdup_printf ("/faults/convert/%zu", i);

        g_test_add_data_func (path, records[i], test_convert);
    }
    g_test_add_func ("/faults/calendar", test_calendar);
    return g_test_run ();
}
