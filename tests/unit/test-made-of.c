// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a figure was made from is read back from its text as it was written, and a text
 * that says nothing is refused. */
#include "server/bill/tally-bill-inputs-calc.h"
#include "server/energy/tally-energy-versions-calc.h"
#include "shared/error/tally-error.h"
#include "shared/time/tally-calendar-text.h"

static const TallyDays days = { { 20697 }, { 20707 } }; /* ten days */

typedef struct {
    const char *name;
    const char *text; /* what is read */
    const char *same; /* what is written then; NULL: it is refused */
} VersionsCase;

static const VersionsCase versions_cases[] = {
    { "nothing", "", "" },
    { "all-first", "1", "1" },
    { "exceptions", "1,4=2,7=0;2;3,0=5", "1,4=2,7=0;2;3,0=5" },
    { "first-said-again", "1,4=1", "1" },
    { "last-day", "1,9=2", "1,9=2" },
    { "day-outside", "1,10=2", NULL },
    { "twice-a-channel", "1;1", NULL },
    { "empty-channel", "1;", NULL },
    { "no-channel", "x", NULL },
    { "channel-zero", "0", NULL },
    { "no-version", "1,4=", NULL },
    { "negative", "1,4=-1", NULL },
    { "too-many-channels", "1;2;3;4;5;6;7;8;9", NULL },
};

static void
test_versions (gconstpointer data)
{
    const VersionsCase *c = data;
    g_autoptr(TallyEnergyVersions) versions = tally_energy_versions_new (days);
    g_autoptr(GString) text = g_string_new (NULL);
    g_autoptr(GError) error = NULL;

    if (!tally_energy_versions_parse (versions, c->text, &error)) {
        g_assert_null (c->same);
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        return;
    }
    tally_energy_versions_format (versions, text);
    g_assert_cmpstr (text->str, ==, c->same);
}

static void
test_noted (void)
{
    g_autoptr(TallyEnergyVersions) versions = tally_energy_versions_new (days);
    g_autoptr(GString) text = g_string_new (NULL);
    g_autofree char *pairs = NULL;
    g_autoptr(GError) error = NULL;

    for (int day = 0; day < 10; day++)
        tally_energy_versions_note (versions, 1, (TallyDay){ 20697 + day }, day == 3 ? 7 : 1);
    tally_energy_versions_note (versions, 2, (TallyDay){ 20697 }, 1);
    tally_energy_versions_format (versions, text);
    g_assert_cmpstr (text->str, ==, "1,3=7;2,1=0,2=0,3=0,4=0,5=0,6=0,7=0,8=0,9=0");
    g_assert_cmpint (tally_energy_versions_get (versions, 1, (TallyDay){ 20700 }), ==, 7);
    g_assert_cmpint (tally_energy_versions_get (versions, 2, (TallyDay){ 20698 }), ==, 0);
    g_assert_cmpint (tally_energy_versions_get (versions, 3, (TallyDay){ 20697 }), ==, 0);
    g_assert_cmpint (tally_energy_versions_get (versions, 1, (TallyDay){ 20707 }), ==, 0);

    pairs = tally_energy_versions_of_days (days, "0=1,1=1,2=1,3=2,4=1,5=1,6=1,7=1,8=1", &error);
    g_assert_no_error (error);
    g_assert_cmpstr (pairs, ==, "1,3=2,9=0");
}

/* Days and channels there is no room for say nothing. */
static void
test_noted_outside (void)
{
    g_autoptr(TallyEnergyVersions) versions = tally_energy_versions_new (days);
    g_autoptr(TallyEnergyVersions)
                   none = tally_energy_versions_new ((TallyDays){ { 20707 }, { 20697 } });
    g_autoptr(GString) text = g_string_new (NULL);
    g_autoptr(GError) error = NULL;

    tally_energy_versions_note (versions, 1, (TallyDay){ 20696 }, 5);
    tally_energy_versions_note (versions, 1, (TallyDay){ 20707 }, 5);
    g_assert_cmpint (tally_energy_versions_get (versions, 1, (TallyDay){ 20696 }), ==, 0);
    for (int16_t channel = 2; channel <= 20; channel++)
        tally_energy_versions_note (versions, channel, (TallyDay){ 20697 }, 3);
    g_assert_cmpint (tally_energy_versions_get (versions, 8, (TallyDay){ 20697 }), ==, 3);
    g_assert_cmpint (tally_energy_versions_get (versions, 20, (TallyDay){ 20697 }), ==, 0);

    g_assert_false (tally_energy_versions_parse (none, "1,0=2", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
    g_assert_null (tally_energy_versions_of_days (days, "0=1,10=1", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "0=1,10=1"));
}

static void
test_holidays (void)
{
    g_autoptr(TallyCalendar) calendar = tally_calendar_new ();
    g_autoptr(TallyCalendar) again = NULL;
    g_autoptr(GString) text = g_string_new (NULL);
    g_autoptr(GError) error = NULL;

    g_assert_true (tally_calendar_add (calendar, (TallyDay){ 20696 }, "before", FALSE, NULL));
    g_assert_true (tally_calendar_add (calendar, (TallyDay){ 20697 }, "feast", FALSE, NULL));
    g_assert_true (tally_calendar_add (calendar, (TallyDay){ 20706 }, "worked", TRUE, NULL));
    g_assert_true (tally_calendar_add (calendar, (TallyDay){ 20707 }, "after", FALSE, NULL));
    tally_calendar_append_days (calendar, days, text);
    g_assert_cmpstr (text->str, ==, "20697h,20706w");
    again = tally_calendar_parse_days (text->str, &error);
    g_assert_no_error (error);
    g_assert_cmpint (tally_calendar_count (again), ==, 2);
    g_assert_cmpint (tally_calendar_day_type (again, (TallyDay){ 20697 }), ==, TALLY_DAY_HOLIDAY);
    g_assert_cmpint (tally_calendar_day_type (again, (TallyDay){ 20706 }), ==, TALLY_DAY_MONDAY);
}

static const char *const bad_holidays[] = { "h", "20697", "20697x", "20697h,", "20697h,20697h",
                                            /* the days after 2199-12-31 and before 1900-01-01 */
                                            "84006h", "-25568h", "2147483647h" };

static void
test_bad_holidays (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (bad_holidays); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null (tally_calendar_parse_days (bad_holidays[i], &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
}

static void
test_inputs (void)
{
    g_auto(TallyBillInputs) inputs = { 0 };
    g_autoptr(GError) error = NULL;
    const char *text = "1|5000|6000|3|1|20000|2147483647|1,12|CN:20697h;DE:|1,4=2;2|"
                       "681:12.5,680:11|year=7 excess=0 charged=1.5 money=0 peak=12.5";
    const TallyBillAgreement *agreement = &inputs.agreement;

    tally_bill_inputs_parse (text, &inputs, &error);
    g_assert_no_error (error);
    g_assert_cmpint (agreement->contracted_w, ==, 5000);
    g_assert_cmpint (agreement->contracted_va, ==, 6000);
    g_assert_cmpint (agreement->phases, ==, 3);
    g_assert_cmpint (agreement->choice, ==, TALLY_CHOICE_CAPACITY);
    g_assert_cmpint (agreement->valid.end.number, ==, G_MAXINT32);
    g_assert_cmpuint (agreement->n_peaks, ==, 2);
    g_assert_cmpint (agreement->peaks[1].month.number, ==, 680);
    g_assert_cmpint (agreement->carry.carry.year_to_date, ==, 7);
    g_assert_cmpstr (inputs.blocks, ==, "1,4=2;2");
    g_assert_true (tally_bill_inputs_has_tariff (inputs.tariffs, 12));
    g_assert_false (tally_bill_inputs_has_tariff (inputs.tariffs, 2));
}

/* Bills of format 1 know nothing of what came later; those of format 2 say what they know. */
static void
test_named (void)
{
    g_auto(TallyBillInputs) old = { 0 };
    g_auto(TallyBillInputs) new = { 0 };
    g_auto(TallyBillInputs) none = { 0 };
    TallyBillAgreement today = { .supplied = { { 20000 }, { 20061 } } };
    g_autoptr(GError) error = NULL;

    tally_bill_inputs_parse ("1|0|0|1|0|0|1|||||", &old, &error);
    g_assert_no_error (error);
    g_assert_true (old.agreement.is_old);
    tally_bill_inputs_parse ("2|0|0|1|0|0|1|||||", &none, &error);
    g_assert_no_error (error);
    g_assert_false (none.agreement.is_old);
    g_assert_cmpint (none.agreement.supplied.end.number, ==, 0);
    tally_bill_inputs_parse ("2|0|0|1|0|0|1||||||supplied=20000:20061", &new, &error);
    g_assert_no_error (error);
    g_assert_cmpint (new.agreement.supplied.first.number, ==, 20000);
    g_assert_cmpint (new.agreement.supplied.end.number, ==, 20061);
    g_assert_null (new.agreement.past_peaks);

    tally_bill_inputs_forget ("2|x", &today);
    g_assert_false (today.is_old);
    g_assert_cmpint (today.supplied.first.number, ==, 20000);
    tally_bill_inputs_forget ("1|x", &today);
    g_assert_true (today.is_old);
    g_assert_cmpint (today.supplied.end.number, ==, 0);
    tally_bill_inputs_forget (NULL, &today);
    g_assert_true (today.is_old);
}

/* What only some tariffs need stands at the end. */
static void
test_extras (void)
{
    g_auto(TallyBillInputs) inputs = { 0 };
    g_autoptr(GError) error = NULL;

    tally_bill_inputs_parse ("2|0|0|1|0|0|1||||||meters=20727:2,20740:1|system-peaks=3", &inputs,
                             &error);
    g_assert_no_error (error);
    g_assert_cmpint (inputs.system_peaks, ==, 3);
    g_assert_cmpuint (inputs.agreement.n_meters, ==, 2);
    g_assert_cmpint (tally_bill_meters_on (&inputs.agreement, (TallyDay){ 20726 }), ==, 1);
    g_assert_cmpint (tally_bill_meters_on (&inputs.agreement, (TallyDay){ 20727 }), ==, 2);
    g_assert_cmpint (tally_bill_meters_on (&inputs.agreement, (TallyDay){ 20741 }), ==, 1);
}

/* Peaks are read as they were written, whatever letters an id has. */
static void
test_peaks (void)
{
    static const char text[] = "k@kW/15/:4,a%20%2F%20%E5%B3%B0@kVA/60s/n%3A%2C:0.5";
    g_autoptr(GArray) peaks = g_array_new (FALSE, FALSE, sizeof (TallyPriceSlotPeak));
    g_autoptr(GStringChunk) texts = g_string_chunk_new (64);
    g_autoptr(GString) again = g_string_new (NULL);
    const TallyPriceSlotPeak *peak;

    g_assert_true (tally_bill_peaks_parse (text, (TallyMonth){ 24319 }, peaks, texts));
    g_assert_cmpuint (peaks->len, ==, 2);
    peak = &g_array_index (peaks, TallyPriceSlotPeak, 1);
    g_assert_cmpstr (peak->component, ==, "a / 峰");
    g_assert_cmpstr (peak->band, ==, "n:,");
    g_assert_true (peak->is_sliding);
    g_assert_cmpint (peak->window_minutes, ==, 60);
    g_assert_cmpint (peak->month.number, ==, 24319);
    tally_bill_peaks_append (again, (const TallyPriceSlotPeak *) (void *) peaks->data, peaks->len);
    g_assert_cmpstr (again->str, ==, text);
}

static const char *const bad_inputs[] = {
    "1|0|0|1|0|0|1||||||meters=20727:2",
    "2|0|0|1|0|0|1||||||meters=20727",
    "2|0|0|1|0|0|1||||||meters=20727:x",
    "2|0|0|1|0|0|1||||||system-peaks=x",
    "2|0|0|1|0|0|1||||||meters",
    "",
    "1|2|3",
    "3|0|0|1|0|0|1|||||",
    "1|0|0|1|0|0|1||||||supplied=1:2",
    "2|0|0|1|0|0|1||||||",
    "2|0|0|1|0|0|1||||||supplied=1",
    "2|0|0|1|0|0|1||||||supplied=x:2",
    "2|0|0|1|0|0|1||||||supplied=1:x",
    "2|0|0|1|0|0|1||||||other=1",
    "2|0|0|1|0|0|1||||||past=24319",
    "2|0|0|1|0|0|1||||||past=x!k@kW/15/:4",
    "2|0|0|1|0|0|1||||||past=24319!k@kW/15/:4,",
    "2|0|0|1|0|0|1||||||past=24319!k@kW/15:4",
    "2|0|0|1|0|0|1||||||past=24319!k@hp/15/:4",
    "2|0|0|1|0|0|1||||||past=24319!@kW/15/:4",
    "2|0|0|1|0|0|1||||||past=24319!k@kW/15/%zz:4",
    "2|0|0|1|0|0|1||||||past=24319!k@kW/s/:4",
    "2|0|0|1|0|0|1||||||past=24319!k@kW//:4",
    "2|0|0|1|0|0|1||||||past=24319!k@kW/15/:x",
    "2|0|0|1|0|0|1|||||peaks=k@kW/15/:x",
    "1|x|0|1|0|0|1|||||",
    "1|0|0|1|9|0|1|||||",
    "1|0|0|1|0|0|1|||1|680|",
    "1|0|0|1|0|0|1|||1||nonsense",
};

static void
test_bad_inputs (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (bad_inputs); i++) {
        g_auto(TallyBillInputs) inputs = { 0 };
        g_autoptr(GError) error = NULL;

        g_assert_false (tally_bill_inputs_parse (bad_inputs[i], &inputs, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (versions_cases); i++) {
        g_autofree char *path = g_strconcat ("/made-of/versions/", versions_cases[i].name, NULL);

        g_test_add_data_func (path, &versions_cases[i], test_versions);
    }
    g_test_add_func ("/made-of/noted", test_noted);
    g_test_add_func ("/made-of/noted-outside", test_noted_outside);
    g_test_add_func ("/made-of/holidays", test_holidays);
    g_test_add_func ("/made-of/bad-holidays", test_bad_holidays);
    g_test_add_func ("/made-of/inputs", test_inputs);
    g_test_add_func ("/made-of/named", test_named);
    g_test_add_func ("/made-of/extras", test_extras);
    g_test_add_func ("/made-of/peaks", test_peaks);
    g_test_add_func ("/made-of/bad-inputs", test_bad_inputs);
    return g_test_run ();
}
