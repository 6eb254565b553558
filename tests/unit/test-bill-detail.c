// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a bill's lines explain themselves, what it hands on and what it was made from is told to
 * the letter, and sums beyond 64 bits are refused. */
#include "tests/unit/bill-month.h"

#define PEAKS \
    DOCUMENT ("", ENERGY ("1") ", {\"id\": \"x\", \"kind\": \"coincident\", \"rate\": \"2\"}")
#define DEMAND                                                                                \
    DOCUMENT ("", "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"10\"}, {\"id\": \"h\", " \
                  "\"kind\": \"demand\", \"rate\": \"1\", \"window_minutes\": 60}")
#define YEAR                                                                                      \
    DOCUMENT ("", "{\"id\": \"e\", \"kind\": \"energy\", \"tier_basis\": \"year\", \"tiers\": [{" \
                  "\"up_to\": \"1000\", \"rate\": \"1\"}, {\"rate\": \"2\"}]}")

static TallyDay
ever (void)
{
    return tally_day_new (2099, 1, 1);
}

/* Quotes, backslashes and control characters of a name are written as JSON has them; a season and
 * the instant of a peak stand where there are some. On 10 April at 10:00, 02:00 UTC, 2 kW. */
static void
test_explain (void)
{
    g_autoptr(Desk) desk = desk_new (DOCUMENT (
        "\"seasons\": [{\"id\": \"warm\", \"months\": [4, 5, 6, 7, 8, 9]}, {\"id\": \"cold\", "
        "\"months\": [1, 2, 3, 10, 11, 12]}], ",
        "{\"id\": \"d\", \"name\": {\"en\": \"Peak \\\"kW\\\" \\\\ a\\tb\", \"zh_CN\": \"峰\"}, "
        "\"kind\": \"demand\", \"rate\": \"10\"}, {\"id\": \"e\", \"name\": {\"en\": \"Energy\", "
        "\"zh_CN\": \"电\"}, \"kind\": \"energy\", \"rates\": [{\"seasons\": [\"warm\"], \"rate\": "
        "\"0.5\"}, {\"seasons\": [\"cold\"], \"rate\": \"1\"}]}"));
    const TallyBillLine *lines;

    desk->import[9 * 24 + 10] = 2000;
    desk_make (desk);
    g_assert_cmpuint (desk->sheet->lines->len, ==, 2);
    lines = &g_array_index (desk->sheet->lines, TallyBillLine, 0);
    g_assert_cmpstr (lines[0].explain, ==,
                     "{\"name\":\"Peak \\\"kW\\\" \\\\ a\\u0009b\",\"tariff\":\"t\","
                     "\"tariff_version\":\"1\",\"quantity\":\"2\",\"rate\":\"10\","
                     "\"from\":\"2026-04-01\",\"to\":\"2026-05-01\","
                     "\"at\":\"2026-04-10T02:00:00Z\"}");
    g_assert_cmpstr (lines[1].explain, ==,
                     "{\"name\":\"Energy\",\"tariff\":\"t\",\"tariff_version\":\"1\","
                     "\"season\":\"warm\",\"quantity\":\"721\",\"rate\":\"0.5\","
                     "\"from\":\"2026-04-01\",\"to\":\"2026-05-01\"}");
}

/* Sunday is cheap; a holiday that is a Wednesday counts as one, where the calendar is known. */
static void
test_bands (void)
{
    g_autoptr(Desk) desk = desk_new (DOCUMENT (
        "\"calendar\": \"CN\", \"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"work\"}, "
        "{\"id\": \"rest\"}], \"rules\": [{\"days\": [\"weekend\", \"holiday\"], \"spans\": "
        "[{\"from\": \"00:00\", \"to\": \"24:00\", \"band\": \"rest\"}]}, {\"days\": "
        "[\"weekday\"], \"spans\": [{\"from\": \"00:00\", \"to\": \"24:00\", \"band\": "
        "\"work\"}]}]}], ",
        "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": [{\"bands\": "
        "[\"work\"], \"rate\": \"1\"}, {\"bands\": [\"rest\"], \"rate\": \"0.5\"}]}"));
    TallyCalendar *calendar = tally_calendar_new ();
    g_autofree char *lines = NULL;
    const TallyBill *bill;

    g_assert_true (tally_calendar_add (calendar, april (1), "feast", FALSE, NULL));
    g_assert_true (tally_calendar_add (calendar, tally_day_new (2026, 5, 1), "May", FALSE, NULL));
    g_hash_table_insert (desk->rules->calendars, (gpointer) "CN", calendar);
    bill = desk_make (desk);
    lines = desk_lines (desk);
    g_assert_cmpstr (lines, ==, "e/work 50400; e/rest 10800"); /* 21 and 9 days of 24 kWh */
    /* Of the calendar it says the days of the period. */
    g_assert_nonnull (strstr (bill->made_of, "|CN:20544h|"));
}

typedef struct {
    GString *text;
    guint fails_at;
} Seen;

static gboolean
look (const TallyPricePlan *plan,
      const TallyPriceInput *input,
      const TallyPriceBill *priced,
      size_t index,
      int16_t line_no,
      gpointer user_data,
      GError **error)
{
    Seen *seen = user_data;

    g_assert_cmpuint (input->count, ==, tally_price_plan_count (plan));
    if ((guint) line_no == seen->fails_at) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OFFLINE, "enough");
        return FALSE;
    }
    g_string_append_printf (seen->text, "%d:%s ", line_no, priced->lines[index].component);
    return TRUE;
}

/* Who looks sees each line of each part by its number on the bill, and may end it. */
static void
test_look (void)
{
    g_autoptr(Desk) desk = desk_new (NULL);
    g_autoptr(GString) text = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    Seen seen = { text, 0 };

    desk_add (desk, DEMAND, april (1), ever ());
    desk_add (desk, DOCUMENT ("", ENERGY ("1")), april (11), ever ());
    tally_bill_maker_set_look (desk->maker, look, &seen);
    desk_make (desk);
    g_assert_cmpstr (text->str, ==, "1:d 2:h 3:e ");
    seen.fails_at = 2;
    g_assert_false (tally_bill_maker_make (desk->maker, &desk->agreement, &desk->measured,
                                           desk->sheet, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE);
    g_assert_cmpstr (error->message, ==, "bill 01-202604-000000007-1: enough");
}

/* Of two parts the peaks of each component are the higher ones, whichever part has them: 3 kW in
 * the second, then 4 kW in the first. A bill that is made as of old says nothing of them. */
static void
test_peaks (void)
{
    g_autoptr(Desk) desk = desk_new (NULL);
    const char *carry;

    desk_add (desk, DEMAND, april (1), ever ());
    desk_add (desk, DEMAND, april (11), ever ());
    desk->import[4] = 2500;
    desk->import[300] = 3000;
    carry = desk_make (desk)->carry;
    g_assert_true (g_str_has_suffix (carry, " peak=3 peaks=d@kW/15/:3,h@kW/60/:3"));
    g_assert_cmpstr (tally_bill_carry_peaks (carry), ==, "d@kW/15/:3,h@kW/60/:3");
    desk->import[4] = 4000;
    carry = desk_make (desk)->carry;
    g_assert_true (g_str_has_suffix (carry, " peak=4 peaks=d@kW/15/:4,h@kW/60/:4"));
    desk->agreement.is_old = TRUE;
    carry = desk_make (desk)->carry;
    g_assert_null (tally_bill_carry_peaks (carry));
}

/* One peak a component, band, unit and window: what differs in any of them stands for itself. */
static void
test_note_peaks (void)
{
    TallyPriceSlotPeak first = { .component = "d",
                                 .band = "b",
                                 .unit = "kW",
                                 .window_minutes = 15 };
    TallyPriceSlotPeak others[] = { first, first, first, first, first, first };
    TallyPriceBill priced = { .slot_peaks = others, .n_slot_peaks = G_N_ELEMENTS (others) };
    g_autoptr(GArray) peaks = g_array_new (FALSE, FALSE, sizeof (TallyPriceSlotPeak));

    others[1].component = "e";
    others[2].band = NULL;
    others[3].unit = "kVA";
    others[4].window_minutes = 30;
    others[5].is_sliding = TRUE;
    for (int64_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < G_N_ELEMENTS (others); k++)
            others[k].demand.atto = (int64_t) k + i;
        tally_bill_note_peaks (peaks, &priced);
    }
    g_assert_cmpuint (peaks->len, ==, G_N_ELEMENTS (others));
    for (guint i = 0; i < peaks->len; i++)
        g_assert_true (g_array_index (peaks, TallyPriceSlotPeak, i).demand.atto == i + 1);
}

/* What cannot be read of earlier months is a fault of what was stored, not of the customer. */
static void
test_past (void)
{
    g_autoptr(Desk) desk = desk_new (DEMAND);
    g_autoptr(GError) error = NULL;
    const TallyBill *bill;

    desk->agreement.past_peaks = "24314!d@kW/0/:4";
    bill = desk_make (desk);
    g_assert_nonnull (strstr (bill->made_of, "|past=24314!d@kW/0/:4"));
    g_assert_cmpuint (desk->maker->past->len, ==, 1);
    desk->agreement.past_peaks = "24314";
    g_assert_false (tally_bill_maker_make (desk->maker, &desk->agreement, &desk->measured,
                                           desk->sheet, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL);
    g_assert_cmpstr (error->message, ==, "agreement 7: “24314” are no peaks of earlier months");
}

/* The hash of what a bill was made from changes with each of it, and with nothing else. */
typedef void (*Change) (Desk *desk);

static void
change_contract (Desk *desk)
{
    desk->agreement.contracted_w = 1;
}

static void
change_peak (Desk *desk)
{
    desk->agreement.peaks[desk->agreement.n_peaks++] = (TallyPricePeak){ { 24314 }, { 1 } };
}

static void
change_past (Desk *desk)
{
    desk->agreement.past_peaks = "24314!d@kW/0/:4";
}

static void
change_blocks (Desk *desk)
{
    static const uint8_t hash[TALLY_BILL_HASH_BYTES] = { 9 };

    desk->measured.made_from = hash;
}

static void
change_versions (Desk *desk)
{
    desk->measured.versions = "1,4=2";
}

static void
change_year (Desk *desk)
{
    desk->agreement.supplied = (TallyDays){ tally_day_new (2026, 2, 1), ever () };
}

static void
change_end (Desk *desk)
{
    desk->agreement.supplied = (TallyDays){ tally_day_new (2025, 1, 1),
                                            tally_day_new (2026, 5, 1) };
}

static void
change_stay (Desk *desk)
{
    desk->agreement.supplied = (TallyDays){ tally_day_new (2025, 1, 1), ever () };
}

static const struct {
    const char *name;
    const char *document;
    Change change;
    gboolean counts;
} changes[] = {
    { "contract", YEAR, change_contract, TRUE },
    { "peak", YEAR, change_peak, TRUE },
    { "past", YEAR, change_past, TRUE },
    { "blocks", YEAR, change_blocks, TRUE },
    /* Their versions are kept for the eye; their content is in the hash of blocks. */
    { "versions", YEAR, change_versions, FALSE },
    /* Where limits are the year's it counts that the customer came within it, or leaves now; not
     * that he stays. Under other tariffs none of it does. */
    { "came-this-year", YEAR, change_year, TRUE },
    { "leaves", YEAR, change_end, TRUE },
    { "stays", YEAR, change_stay, FALSE },
    { "came-but-no-year", DEMAND, change_year, FALSE },
    { "leaves-but-no-year", DEMAND, change_end, FALSE },
};

static void
test_hash (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_autoptr(Desk) desk = desk_new (changes[i].document);
        uint8_t before[TALLY_BILL_HASH_BYTES];

        g_test_message ("%s", changes[i].name);
        memcpy (before, desk_make (desk)->made_from, sizeof before);
        changes[i].change (desk);
        g_assert_true ((memcmp (before, desk_make (desk)->made_from, sizeof before) != 0)
                       == changes[i].counts);
    }
}

/* Series are named once, each with the version that was known, or 0. */
#define SPOT(id, kind, more, series)                     \
    "{\"id\": \"" id "\", \"kind\": \"" kind "\", " more \
    "\"prices\": \"by-interval\", \"series\": "          \
    "\"" series "\"}"

static void
add_prices (Desk *desk, const char *series, int32_t version)
{
    TallyBillPrices *prices = g_new0 (TallyBillPrices, 1);
    TallyBillPrice all = { 1774972800, 30 * 86400, 500000 }; /* the month, at 0.5 */

    if (desk->rules->prices == NULL)
        desk->rules->prices = tally_bill_prices_new ();
    prices->version = version;
    prices->rows = g_array_new (FALSE, FALSE, sizeof (TallyBillPrice));
    g_array_append_val (prices->rows, all);
    g_hash_table_insert (desk->rules->prices, g_strdup (series), prices);
}

static void
test_extras (void)
{
    g_autoptr(Desk) desk = desk_new (NULL);
    const char *document = DOCUMENT (
        "",
        SPOT ("e", "energy", "",
              "day-ahead") ", " SPOT ("x", "export",
                                      "\"method\": "
                                      "\"sell-all\", ",
                                      "feed-in") ", {\"id\": \"c\", "
                                                 "\"kind\": \"coincident\", \"rate\": \"2\"}, "
                                                 "{\"id\": \"m\", \"kind\": \"fixed\", \"rate\": "
                                                 "\"30\", \"per\": \"meter-month\"}");
    TallyBillSpan peak = { 1774972800, 3600 };
    g_autofree char *lines = NULL;
    const TallyBill *bill;

    desk_add (desk, document, april (1), ever ());
    desk_add (desk, document, april (11), ever ());
    desk->agreement.meters[0] = (TallyBillMeters){ april (1), 2 };
    desk->agreement.meters[1] = (TallyBillMeters){ april (21), 1 };
    desk->agreement.n_meters = 2;
    desk->measured.export = desk->export;
    desk->export[0] = 10000;
    desk->rules->peaks_version = 3;
    g_array_append_val (desk->rules->peaks, peak);
    add_prices (desk, "day-ahead", 4);
    add_prices (desk, "feed-in", 1);
    bill = desk_make (desk);
    lines = desk_lines (desk);
    /* 240 kWh at 0.5, 10 kWh delivered at 0.5, 1 kW at the system's peak at 2 for a third of the
     * month, in the first ten days; 30 a meter, two of them for ten and ten days, one for ten. */
    g_assert_cmpstr (lines, ==, "e 12000; x -500; c 67; m 2000; e 12000; m 2000; e 12000; m 1000");
    g_assert_true (
        g_str_has_suffix (bill->made_of,
                          "|meters=20544:2,20564:1|system-peaks=3|prices=day-ahead@4;feed-in@1"));
    /* Nothing is known of either: what it was made from says that. */
    g_hash_table_remove_all (desk->rules->prices);
    g_hash_table_remove_all (desk->maker->markets);
    bill = desk_make (desk);
    g_assert_cmpuint (bill->reasons, ==, TALLY_BILL_HOLD_UNPRICED);
    g_assert_true (g_str_has_suffix (bill->made_of, "|prices=day-ahead@0;feed-in@0"));
    g_clear_pointer (&desk->rules->prices, g_hash_table_unref);
    desk->agreement.n_meters = 0;
    bill = desk_make (desk);
    g_assert_true (
        g_str_has_suffix (bill->made_of, "|system-peaks=3|prices=day-ahead@0;feed-in@0"));
}

/* Wh of one hour in each half of a month of two versions: 10^15 at 60,000 a kWh are 6 * 10^18
 * cents, of which 9.2 * 10^18 are the most. */
static const struct {
    const char *name;
    const char *document;
    int64_t import;
    int64_t reactive;
} overflows[] = {
    /* 6 and 6 of two versions; 3 and 3, and as much again as tax of each. */
    { "net", DOCUMENT ("", ENERGY ("60000")), INT64_C (1000000000000000), 0 },
    { "total",
      DOCUMENT ("", ENERGY ("30000") ", {\"id\": \"t\", \"kind\": \"tax\", \"percent\": \"100\"}"),
      INT64_C (1000000000000000), 0 },
    /* One line of 12. */
    { "line", DOCUMENT ("", ENERGY ("120000")), INT64_C (1000000000000000), 0 },
    { "import", DOCUMENT ("", ENERGY ("1")), INT64_MAX, 0 },
    { "reactive", DOCUMENT ("", ENERGY ("1")), 0, INT64_MAX },
};

static void
test_overflow (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (overflows); i++) {
        g_autoptr(Desk) desk = desk_new (NULL);
        g_autoptr(GError) error = NULL;

        g_test_message ("%s", overflows[i].name);
        desk_add (desk, overflows[i].document, april (1), ever ());
        desk_add (desk, overflows[i].document, april (16), ever ());
        desk->import[0] = desk->import[400] = overflows[i].import;
        desk->reactive[0] = desk->reactive[400] = overflows[i].reactive;
        desk->measured.reactive = desk->reactive;
        g_assert_false (tally_bill_maker_make (desk->maker, &desk->agreement, &desk->measured,
                                               desk->sheet, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
        g_assert_true (g_str_has_prefix (error->message, "bill 01-202604-000000007-1: "));
    }
}

/* The plan of a month is that of the tariff on its last day; without one there is none. */
static void
test_month_plan (void)
{
    g_autoptr(Desk) desk = desk_new (NULL);
    const TallyPricePlan *plan;

    g_assert_null (tally_bill_maker_month_plan (desk->maker, "t", 3600));
    desk_add (desk, DEMAND, april (1), ever ());
    desk_add (desk, YEAR, april (30), ever ());
    plan = tally_bill_maker_month_plan (desk->maker, "t", 3600);
    g_assert_cmpuint (tally_price_plan_count (plan), ==, HOURS);
    g_assert_true (tally_price_plan_get_tariff (plan)
                   == g_array_index ((GArray *) g_hash_table_lookup (desk->rules->tariffs, "t"),
                                     TallyBillTariff, 1)
                          .tariff);
    g_assert_true (tally_bill_maker_month_plan (desk->maker, "t", 3600) == plan);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/bill/detail/explain", test_explain);
    g_test_add_func ("/bill/detail/bands", test_bands);
    g_test_add_func ("/bill/detail/look", test_look);
    g_test_add_func ("/bill/detail/peaks", test_peaks);
    g_test_add_func ("/bill/detail/note-peaks", test_note_peaks);
    g_test_add_func ("/bill/detail/past", test_past);
    g_test_add_func ("/bill/detail/hash", test_hash);
    g_test_add_func ("/bill/detail/extras", test_extras);
    g_test_add_func ("/bill/detail/overflow", test_overflow);
    g_test_add_func ("/bill/detail/month-plan", test_month_plan);
    return g_test_run ();
}
