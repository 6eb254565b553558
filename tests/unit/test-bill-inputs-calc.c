// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a bill was made from is written as its format says, to the letter, and its holidays,
 * tariffs and calendars are found in it again. */
#include "server/bill/tally-bill-inputs-calc.h"
#include "tests/unit/bill-month.h"

#define PLAIN DOCUMENT ("", ENERGY ("1"))
#define OF(name) DOCUMENT ("\"calendar\": \"" name "\", ", ENERGY ("1"))

static TallyDay
ever (void)
{
    return tally_day_new (2099, 1, 1);
}

static char *
format (const Desk *desk, const char *extras)
{
    const GArray *versions = g_hash_table_lookup (desk->rules->tariffs, "t");
    const TallyBillTariff *tariffs[4];
    size_t n = versions != NULL ? versions->len : 0;

    for (size_t i = 0; i < n; i++)
        tariffs[i] = &g_array_index (versions, TallyBillTariff, i);
    return tally_bill_inputs_format (desk->rules, &desk->agreement, tariffs, n, "1,4=2", extras);
}

/* 2|W|VA|phases|choice|first|end|versions|holidays|blocks|peaks|carry|named …; day 20544 is 1 April
 * 2026. Nothing but "2|…|carry" where nothing else is known; format 1 has no more at all. */
static void
test_format (void)
{
    g_autoptr(Desk) desk = desk_new (NULL);
    g_autofree char *text = format (desk, NULL);
    TallyBillAgreement *agreed = &desk->agreement;

    g_assert_cmpstr (text, ==, "2|0|0|3|0|20089|47117|||1,4=2||");
    desk_add (desk, PLAIN, april (1), ever ());
    desk_add (desk, PLAIN, april (11), ever ());
    agreed->contracted_w = 5000;
    agreed->contracted_va = 6000;
    agreed->choice = TALLY_CHOICE_CAPACITY;
    agreed->valid = (TallyDays){ april (1), april (11) };
    agreed->peaks[0] = (TallyPricePeak){ { 24314 }, { 0 } };
    agreed->peaks[1] = (TallyPricePeak){ { 24313 }, { 0 } };
    g_assert_true (tally_exact_parse ("12.5", &agreed->peaks[0].kw, NULL));
    g_assert_true (tally_exact_parse ("11", &agreed->peaks[1].kw, NULL));
    agreed->n_peaks = 2;
    agreed->carry_text = "year=7";
    agreed->supplied = (TallyDays){ april (1), april (11) };
    agreed->past_peaks = "24314!d@kW/15/:4";
    g_free (text);
    text = format (desk, "meters=20544:2");
    g_assert_cmpstr (text, ==,
                     "2|5000|6000|3|1|20544|20554|1,2||1,4=2|24314:12.5,24313:11|year=7|"
                     "supplied=20544:20554|past=24314!d@kW/15/:4|meters=20544:2");
    agreed->is_old = TRUE;
    g_free (text);
    text = format (desk, "meters=20544:2");
    g_assert_cmpstr (text, ==, "1|5000|6000|3|1|20544|20554|1,2||1,4=2|24314:12.5,24313:11|year=7");
}

/* Each calendar that is known is named once, with its special days of the period: "CN" of two
 * versions, "DE" of a third; "FR" is not known. */
static void
test_calendars (void)
{
    g_autoptr(Desk) desk = desk_new (NULL);
    TallyCalendar *china = tally_calendar_new ();
    TallyCalendar *germany = tally_calendar_new ();
    g_autofree char *text = NULL;

    g_assert_true (tally_calendar_add (china, april (4), "Qingming", FALSE, NULL));
    g_assert_true (tally_calendar_add (china, april (6), "worked", TRUE, NULL));
    g_assert_true (tally_calendar_add (germany, april (3), "Karfreitag", FALSE, NULL));
    g_hash_table_insert (desk->rules->calendars, (gpointer) "CN", china);
    g_hash_table_insert (desk->rules->calendars, (gpointer) "DE", germany);
    desk_add (desk, OF ("CN"), april (1), ever ());
    desk_add (desk, OF ("CN"), april (5), ever ());
    desk_add (desk, OF ("DE"), april (10), ever ());
    desk_add (desk, OF ("FR"), april (15), ever ());
    text = format (desk, NULL);
    g_assert_cmpstr (text, ==, "2|0|0|3|0|20089|47117|1,2,3,4|CN:20547h,20549w;DE:20546h|1,4=2||");
}

static void
test_read_calendars (void)
{
    static const char *const bad[] = { "CN", "CN:x", "CN:20547h;DE", ";" };
    g_autoptr(GHashTable) calendars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                              (GDestroyNotify) tally_calendar_free);
    g_autoptr(GError) error = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_assert_false (tally_bill_inputs_calendars (bad[i], calendars, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        g_clear_error (&error);
    }
    g_hash_table_remove_all (calendars);
    tally_bill_inputs_calendars ("", calendars, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (g_hash_table_size (calendars), ==, 0);
    tally_bill_inputs_calendars ("CN:20547h,20549w;DE:", calendars, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (tally_calendar_count (g_hash_table_lookup (calendars, "CN")), ==, 2);
    g_assert_cmpuint (tally_calendar_count (g_hash_table_lookup (calendars, "DE")), ==, 0);
}

/* Whatever else differs; a bill that kept no text is taken to have had the same. */
static void
test_same_holidays (void)
{
    static const struct {
        const char *one;
        const char *other;
        gboolean is_same;
    } cases[] = {
        { "2|0|0|1|0|0|1|1|CN:20547h|||", "2|9|9|1|0|0|1|2|CN:20547h|5|6|7|supplied=1:2", TRUE },
        { "2|0|0|1|0|0|1|1|CN:20547h|||", "2|0|0|1|0|0|1|1|CN:20548h|||", FALSE },
        { "1|0|0|1|0|0|1|1||||", "2|0|0|1|0|0|1|1||||", TRUE },
        { NULL, "2|0|0|1|0|0|1|1|CN:20547h|||", TRUE },
        { "2|0|0|1|0|0|1|1|CN:20547h|||", NULL, TRUE },
        { "2|0", "2|0|0|1|0|0|1|1||||", FALSE },
        { "2|0|0|1|0|0|1|1||||", "2|0", FALSE },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
        g_assert_true (tally_bill_inputs_same_holidays (cases[i].one, cases[i].other)
                       == cases[i].is_same);
}

/* Of three versions those that are named, or all; of none, none. */
static void
test_choose (void)
{
    g_autoptr(Desk) desk = desk_new (NULL);
    static const struct {
        const char *named;
        const char *chosen;
    } cases[] = { { NULL, "123" }, { "1,3", "13" }, { "2", "2" }, { "12", "" }, { "", "" } };
    const GArray *all;

    for (int day = 1; day <= 3; day++)
        desk_add (desk, PLAIN, april (day), ever ());
    all = g_hash_table_lookup (desk->rules->tariffs, "t");
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(GArray) chosen = tally_bill_inputs_choose (cases[i].named, all);
        g_autoptr(GArray) none = tally_bill_inputs_choose (cases[i].named, NULL);
        g_autoptr(GString) text = g_string_new (NULL);

        for (guint k = 0; k < chosen->len; k++)
            g_string_append_printf (text, "%d", g_array_index (chosen, TallyBillTariff, k).version);
        g_assert_cmpstr (text->str, ==, cases[i].chosen);
        g_assert_cmpuint (none->len, ==, 0);
    }
}

static const struct {
    const char *name;
    const char *text;
} bads[] = {
    { "contracted-va", "2|0|x|1|0|0|1|||||" },
    { "phases", "2|0|0|2147483648|0|0|1|||||" },
    { "choice", "2|0|0|1|x|0|1|||||" },
    { "first", "2|0|0|1|0|x|1|||||" },
    { "end", "2|0|0|1|0|0||||||" },
    { "peak-of-no-month", "2|0|0|1|0|0|1||||x:5|" },
    { "peak-of-no-number", "2|0|0|1|0|0|1||||24314:x|" },
    { "meters-of-no-day", "2|0|0|1|0|0|1||||||meters=x:2" },
};

/* Each field is a number of its kind; at most 36 peaks, 31 changes of meters and 64 KiB in all. */
static void
test_bad (void)
{
    g_autoptr(GString) peaks = g_string_new ("2|0|0|1|0|0|1||||1:1");
    g_autoptr(GString) meters = g_string_new ("2|0|0|1|0|0|1||||||meters=1:1");
    g_autoptr(GString) blocks = g_string_new ("2|0|0|1|0|0|1|||");
    g_auto(TallyBillInputs) inputs = { 0 };
    g_autoptr(GError) error = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS (bads); i++) {
        g_test_message ("%s", bads[i].name);
        g_assert_false (tally_bill_inputs_parse (bads[i].text, &inputs, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        g_clear_error (&error);
    }
    for (int i = 1; i < TALLY_BILL_MAX_PEAKS; i++)
        g_string_append (peaks, ",1:1");
    for (int i = 1; i < TALLY_BILL_MAX_METERS; i++)
        g_string_append (meters, ",1:1");
    while (blocks->len < TALLY_BILL_INPUTS_MAX - 2)
        g_string_append_c (blocks, '1');
    for (int more = 0; more < 2; more++) {
        g_autofree char *all_peaks = g_strconcat (peaks->str, more ? ",1:1|" : "|", NULL);
        g_autofree char *all_meters = g_strconcat (meters->str, more ? ",1:1" : "", NULL);
        g_autofree char *all_blocks = g_strconcat (blocks->str, more ? "1||" : "||", NULL);
        const char *const texts[] = { all_peaks, all_meters, all_blocks };

        for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
            g_assert_true (tally_bill_inputs_parse (texts[i], &inputs, NULL) == (more == 0));
            tally_bill_inputs_clear (&inputs);
        }
    }
}

static void
test_prices (void)
{
    g_auto(TallyBillInputs) inputs = { 0 };
    g_autoptr(GError) error = NULL;

    tally_bill_inputs_parse ("2|0|0|1|0|0|1||||||prices=day-ahead@3;feed-in@1", &inputs, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (inputs.prices, ==, "day-ahead@3;feed-in@1");
    g_assert_cmpint (inputs.system_peaks, ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/bill/inputs/format", test_format);
    g_test_add_func ("/bill/inputs/calendars", test_calendars);
    g_test_add_func ("/bill/inputs/read-calendars", test_read_calendars);
    g_test_add_func ("/bill/inputs/same-holidays", test_same_holidays);
    g_test_add_func ("/bill/inputs/choose", test_choose);
    g_test_add_func ("/bill/inputs/bad", test_bad);
    g_test_add_func ("/bill/inputs/prices", test_prices);
    return g_test_run ();
}
