// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever stands in a word that is kept with a figure (what a bill was made from, what it
 * carries on), in a schedule, an amount or a file of holidays, reading it ends and is taken or
 * refused; what is taken is written again as something that reads the same. */
#include "server/bill/tally-bill-calc.h"
#include "server/bill/tally-bill-inputs-calc.h"
#include "server/collect/modbus/tally-modbus-serial.h"
#include "server/ctl/tally-calendar-convert.h"
#include "server/energy/tally-energy-versions-calc.h"
#include "server/keep/tally-seal-file.h"
#include "server/work/tally-work-calc.h"
#include "shared/error/tally-error.h"
#include "shared/money/tally-exact.h"
#include "shared/time/tally-calendar-text.h"
#include "tests/fuzz/tally-fuzz.h"

#include <string.h>

static void
expect_invalid (gboolean is_good, const GError *error)
{
    g_assert_true (is_good == (error == NULL));
    if (error != NULL)
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

static void
read_carry (const uint8_t *bytes, size_t length)
{
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    g_autoptr(GError) error = NULL;
    TallyBillCarry carry;
    TallyBillCarry again;
    gboolean is_good = tally_bill_carry_parse (text, &carry, &error);

    expect_invalid (is_good, error);
    if (!is_good)
        return;
    first = tally_bill_carry_format (&carry);
    g_assert_true (tally_bill_carry_parse (first, &again, &error));
    second = tally_bill_carry_format (&again);
    g_assert_cmpstr (first, ==, second);
}

static void
read_peaks (const uint8_t *bytes, size_t length)
{
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    g_autoptr(GArray) peaks = g_array_new (FALSE, TRUE, sizeof (TallyPriceSlotPeak));
    g_autoptr(GArray) again = g_array_new (FALSE, TRUE, sizeof (TallyPriceSlotPeak));
    g_autoptr(GStringChunk) texts = g_string_chunk_new (64);
    g_autoptr(GString) first = g_string_new (NULL);
    g_autoptr(GString) second = g_string_new (NULL);

    tally_bill_past_parse (text, again, texts);
    g_array_set_size (again, 0);
    if (!tally_bill_peaks_parse (text, (TallyMonth){ 24320 }, peaks, texts) || peaks->len == 0)
        return;
    tally_bill_peaks_append (first, (const TallyPriceSlotPeak *) peaks->data, peaks->len);
    g_assert_true (tally_bill_peaks_parse (first->str, (TallyMonth){ 24320 }, again, texts));
    g_assert_cmpuint (again->len, ==, peaks->len);
    tally_bill_peaks_append (second, (const TallyPriceSlotPeak *) again->data, again->len);
    g_assert_cmpstr (first->str, ==, second->str);
}

static void
read_made_of (const uint8_t *bytes, size_t length)
{
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    g_auto(TallyBillInputs) inputs = { .tariffs = NULL };
    g_autoptr(GHashTable) calendars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                              (GDestroyNotify) tally_calendar_free);
    g_autoptr(TallyEnergyVersions) versions = NULL;
    g_autoptr(GError) error = NULL;
    TallyBillAgreement today = { .phases = 1 };
    gboolean is_good = tally_bill_inputs_parse (text, &inputs, &error);

    expect_invalid (is_good, error);
    tally_bill_inputs_forget (text, &today);
    g_assert_true (tally_bill_inputs_same_holidays (text, text) || !is_good);
    if (!is_good)
        return;
    tally_bill_inputs_has_tariff (inputs.tariffs, 3);
    is_good = tally_bill_inputs_calendars (inputs.holidays, calendars, &error);
    expect_invalid (is_good, error);
    g_clear_error (&error);
    versions = tally_energy_versions_new ((TallyDays){ { 20697 }, { 20727 } });
    is_good = tally_energy_versions_parse (versions, inputs.blocks, &error);
    expect_invalid (is_good, error);
}

static void
read_versions (const uint8_t *bytes, size_t length)
{
    static const TallyDays days = { { 20697 }, { 20727 } };
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    g_autoptr(TallyEnergyVersions) versions = tally_energy_versions_new (days);
    g_autoptr(TallyEnergyVersions) back = tally_energy_versions_new (days);
    g_autoptr(GString) first = g_string_new (NULL);
    g_autoptr(GString) second = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) other = NULL;
    g_autofree char *of_days = tally_energy_versions_of_days (days, text, &other);
    gboolean is_good = tally_energy_versions_parse (versions, text, &error);

    expect_invalid (of_days != NULL, other);
    expect_invalid (is_good, error);
    if (!is_good)
        return;
    tally_energy_versions_format (versions, first);
    g_assert_true (tally_energy_versions_parse (back, first->str, &error));
    tally_energy_versions_format (back, second);
    g_assert_cmpstr (first->str, ==, second->str);
}

static void
read_days (const uint8_t *bytes, size_t length)
{
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCalendar) calendar = tally_calendar_parse_days (text, &error);
    g_autoptr(TallyCalendar) again = NULL;
    g_autoptr(GString) written = g_string_new (NULL);
    static const TallyDays all = { { INT32_MIN }, { INT32_MAX } };

    expect_invalid (calendar != NULL, error);
    if (calendar == NULL)
        return;
    tally_calendar_append_days (calendar, all, written);
    again = written->len > 0 ? tally_calendar_parse_days (written->str, &error) : NULL;
    g_assert_no_error (error);
    if (again != NULL)
        g_assert_cmpuint (tally_calendar_count (again), <=, tally_calendar_count (calendar));
}

/* When a job is due is after it was and not after now. */
static void
read_schedule (const uint8_t *bytes, size_t length)
{
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    const TallyZone *zone = tally_zone_get ("Europe/Berlin", NULL);
    int64_t now = 1767225600 + g_test_rand_int_range (0, 366 * 86400);
    g_autoptr(GError) error = NULL;
    TallyWorkCalendar calendar;
    gboolean is_good = tally_work_calendar_parse (text, &calendar, &error);
    int64_t due;

    expect_invalid (is_good, error);
    if (!is_good)
        return;
    due = tally_work_last_due (zone, &calendar, TALLY_WORK_NOT_DUE, now);
    g_assert_true (due == TALLY_WORK_NOT_DUE || due <= now);
    g_assert_cmpint (tally_work_next_due (zone, &calendar, now), >, now);
    if (due != TALLY_WORK_NOT_DUE)
        g_assert_cmpint (tally_work_last_due (zone, &calendar, due, now), ==, TALLY_WORK_NOT_DUE);
}

/* A number as typed is the number that is printed. */
static void
read_number (const uint8_t *bytes, size_t length)
{
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    g_autoptr(GError) error = NULL;
    char written[TALLY_DECIMAL_TEXT];
    char exact_text[TALLY_EXACT_TEXT];
    TallyDecimal decimal;
    TallyDecimal again;
    TallyExact exact;
    TallyExact exact_again;
    gboolean is_good = tally_decimal_parse (text, &decimal, &error);

    expect_invalid (is_good, error);
    if (is_good) {
        g_assert_true (tally_decimal_parse (tally_decimal_format (decimal, written), &again, NULL));
        g_assert_cmpint (again.mantissa, ==, decimal.mantissa);
        g_assert_cmpint (again.scale, ==, decimal.scale);
    }
    g_clear_error (&error);
    is_good = tally_exact_parse (text, &exact, &error);
    expect_invalid (is_good, error);
    if (is_good) {
        g_assert_true (
            tally_exact_parse (tally_exact_format (exact, exact_text), &exact_again, NULL));
        g_assert_true (exact_again.atto == exact.atto);
    }
}

static void
read_day (const uint8_t *bytes, size_t length)
{
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) other = NULL;
    char written[TALLY_DAY_TEXT];
    TallyModbusSerial serial;
    TallyDay day;
    gboolean is_good = tally_day_parse (text, &day, &error);

    expect_invalid (is_good, error);
    if (is_good)
        g_assert_cmpstr (tally_day_format (day, written), ==, text);
    is_good = tally_modbus_serial_parse (text, &serial, &other);
    expect_invalid (is_good, other);
}

/* A seal has one text: what is taken is written as it was. */
static void
read_seals (const uint8_t *bytes, size_t length)
{
    g_autoptr(GArray) seals = g_array_new (FALSE, FALSE, sizeof (TallySeal));
    g_autoptr(GString) again = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    gboolean is_good = tally_seal_lines_parse ((const char *) bytes, length, seals, &error);

    expect_invalid (is_good, error);
    for (guint i = 0; is_good && i < seals->len; i++) {
        char line[TALLY_SEAL_TEXT];

        g_string_append (again, tally_seal_format (&g_array_index (seals, TallySeal, i), line));
        g_string_append_c (again, '\n');
    }
    if (is_good)
        g_assert_cmpmem (again->str, again->len, bytes, length);
}

/* What is made of a file of holidays is a calendar. */
static void
read_holidays (const uint8_t *bytes, size_t length)
{
    g_autofree char *text = g_strndup ((const char *) bytes, length);
    g_autoptr(GError) error = NULL;
    g_autofree char *document = NULL;
    g_autoptr(TallyCalendar) calendar = NULL;

    if (!tally_calendar_is_convertible (text))
        return;
    document = tally_calendar_convert (text, "X", -1, NULL, &error);
    expect_invalid (document != NULL, error);
    if (document == NULL)
        return;
    calendar = tally_calendar_parse (document, -1, &error);
    g_assert_no_error (error);
    g_assert_nonnull (calendar);
}

static const char *const carries[] = {
    "year=12345 excess=-7 charged=1.5 money=0.000000000000000001 peak=12.25 demand=13 sent=9 "
    "credit=0:5,3:7000",
    "year=9223372036854775807 excess=0 charged=0 money=-170.5 peak=0", "year=0 peaks=d@kW/15/:1",
    NULL
};

static const char *const peaks[] = { "d@kW/15/:12.5,e%40x@kVA/30s/peak%2C1:0.25", "f@kvar/0/:3",
                                     "681!d@kW/15/:1;680!d@kW/15/:2", NULL };

static const char *const made_ofs[] = {
    "2|9000|8000|3|choice|20697|20727|3,4|CN:20727h,20735w;X:20700h|1,4=2,7=0;2|681:12.5,680:11|"
    "year=5 excess=0 charged=0 money=0 peak=1|supplied=20697:20727|past=681!d@kW/15/:1|"
    "meters=20697:2,20740:3|system-peaks=2|prices=day-ahead@3;feed-in@1",
    "1|9000|8000|3||20697|20727|3|||681:12.5|", NULL
};

static const char *const versions[] = { "1,4=2,7=0;2;3,0=5", "1;2,29=2147483647", "0=1,1=1,4=2",
                                        NULL };

static const char *const days[] = { "20727h,20735w", "-5h,0w,2147483647h", "84005w,84006h", NULL };

static const char *const schedules[] = { "every 15m",
                                         "daily 02:30",
                                         "weekly mon,thu 02:30",
                                         "monthly 1 06:00",
                                         "monthly last 06:00",
                                         "yearly 12-31 23:00",
                                         "yearly 02-29 02:30",
                                         "every 24h",
                                         "monthly 31 00:00",
                                         NULL };

static const char *const numbers[] = { "-12.5e-3",
                                       "9223372036854775807",
                                       "0.000000000000000001",
                                       "-170141183460469231731.687303715884105728",
                                       "1e18",
                                       "0.10",
                                       NULL };

static const char *const typed[] = { "2026-02-28", "2024-02-29",          "0001-01-01",
                                     "9999-12-31", "/dev/ttyS0,9600,8N1", "/dev/ttyS0",
                                     NULL };

#define EVENT(lines) "BEGIN:VEVENT\r\nUID:1\r\n" lines "END:VEVENT\r\n"

static const char *const holidays[] = {
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" EVENT (
        "DTSTART;VALUE=DATE:20261001\r\nDTEND;VALUE=DATE:20261008\r\nSUMMARY:国庆节\r\n")
        EVENT ("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;COUNT=3\r\nSUMMARY:New Year\r\n")
            EVENT ("DTSTART:20260102T090000Z\r\nSUMMARY:Meeting\r\n") "END:VCALENDAR\r\n",
    "BEGIN:VCALENDAR\r\n" EVENT (
        "DTSTART;VALUE=DATE:20240405\r\nSUMMARY:Day off (substituted from 02/04/2024)\r\n"
        "CATEGORIES:make-up\r\nRDATE;VALUE=DATE:20240501\r\n") "END:VCALENDAR\r\n",
    "BEGIN:VCALENDAR\r\n" EVENT ("DTSTART;VALUE=DATE:20240405\r\nSUMMARY:Day off (substituted from "
                                 "02/31/2147483647)\r\n") "END:VCALENDAR\r\n",
    "{\"2026-10-01\": \"National Day\", \"2026-10-10\": \"班\"}", NULL
};

#define HASH "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"

static const char *const seals[] = { "17 2026-10-04T05:00:00Z " HASH " " HASH " 8 " HASH HASH "\n",
                                     "1 1970-01-01T00:00:00Z " HASH " " HASH " 0 " HASH HASH "\n"
                                     "9223372036854775807 2199-12-31T23:59:59Z " HASH " " HASH
                                     " 12 " HASH HASH "\n",
                                     NULL };

static const TallyFuzz fuzzes[] = {
    { "carry", .target = read_carry, .texts = carries, .is_small = TRUE },
    { "peaks", .target = read_peaks, .texts = peaks, .is_small = TRUE },
    { "made-of", .target = read_made_of, .texts = made_ofs, .is_small = TRUE },
    { "versions", .target = read_versions, .texts = versions, .is_small = TRUE },
    { "days", .target = read_days, .texts = days, .is_small = TRUE },
    { "schedule", .target = read_schedule, .texts = schedules, .is_small = TRUE },
    { "number", .target = read_number, .texts = numbers, .is_small = TRUE },
    { "seals", .target = read_seals, .texts = seals, .is_small = TRUE },
    { "typed", .target = read_day, .texts = typed, .is_small = TRUE },
    { "holidays", .target = read_holidays, .texts = holidays, .is_small = TRUE },
};

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    tally_fuzz_add (fuzzes, G_N_ELEMENTS (fuzzes));
    return g_test_run ();
}
