// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the pieces of a meter file are read as they stand or refused: lines of both worlds, fields
 * in quotes, exact decimals, names, days, qualities of NEM12. */
#include "server/collect/files/tally-file-text-calc.h"
#include "shared/block/tally-block.h"

#include <string.h>

static TallyText
text_of (const char *text)
{
    return (TallyText){ text, strlen (text) };
}

/* A line ends with \n, or \r\n; the last one need not. */
static void
test_lines (void)
{
    static const char file[] = "one\r\n\ntwo\n\r\nth\rree";
    static const char *const expected[] = { "one", "", "two", "", "th\rree" };
    TallyFileLines lines = { file, sizeof file - 1, 0 };
    TallyText line;

    for (size_t i = 0; i < G_N_ELEMENTS (expected); i++) {
        g_assert_true (tally_file_lines_next (&lines, &line));
        g_assert_cmpmem (line.text, line.length, expected[i], strlen (expected[i]));
        g_assert_cmpuint (lines.number, ==, i + 1);
    }
    g_assert_false (tally_file_lines_next (&lines, &line));
}

/* "[a][b]": the fields of a line, or how many there are when they do not fit. */
static const struct {
    const char *line;
    char delimiter;
    const char *fields;
} splits[] = {
    { "", ',', "[]" },
    { "a", ',', "[a]" },
    { "a,b,,", ',', "[a][b][][]" },
    { " a ,\tb c\t, ", ',', "[a][b c][]" },
    { "a;b,c", ';', "[a][b,c]" },
    /* In quotes the mark is text, and blanks around what is inside do not count. */
    { "\"a,b\",c", ',', "[a,b][c]" },
    { "\" a \"", ',', "[a]" },
    { "\"\",\"\"", ',', "[][]" },
    { "a,\"b\"", ',', "[a][b]" },
    /* A quote without its second, or with text behind it, is text. */
    { "\"a,b", ',', "[\"a][b]" },
    { "\"", ',', "[\"]" },
    { "\"a\"b,c", ',', "[\"a\"b][c]" },
    { "a\"b,c\"", ',', "[a\"b][c\"]" },
    /* Fields of eight bytes and more, the mark at each place of the eight. */
    { "12345678,1234567,123456,12345,1234,123,12,1", ',',
      "[12345678][1234567][123456][12345][1234][123][12][1]" },
    { "123456789012345678901234567890,x", ',', "[123456789012345678901234567890][x]" },
    { "a,b,c,d,e,f,g,h,i", ',', "9" },
};

static void
test_split (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (splits); i++) {
        TallyText fields[8];
        size_t n = tally_file_split_by (text_of (splits[i].line), splits[i].delimiter, fields,
                                        G_N_ELEMENTS (fields));
        g_autoptr(GString) text = g_string_new (NULL);

        for (size_t f = 0; n <= G_N_ELEMENTS (fields) && f < n; f++)
            g_string_append_printf (text, "[%.*s]", (int) fields[f].length, fields[f].text);
        if (n > G_N_ELEMENTS (fields))
            g_string_printf (text, "%zu", n);
        g_assert_cmpstr (text->str, ==, splits[i].fields);
        if (splits[i].delimiter == ',')
            g_assert_cmpuint (tally_file_split (text_of (splits[i].line), fields,
                                                G_N_ELEMENTS (fields)),
                              ==, n);
    }
}

static void
test_is (void)
{
    g_assert_true (tally_text_is (text_of ("kWh"), "KWH"));
    g_assert_false (tally_text_is (text_of ("kW"), "kWh"));
    g_assert_false (tally_text_is (text_of ("kWh"), "kVA"));
    g_assert_true (tally_text_is (text_of (""), ""));
}

/* Digits alone, eighteen at most, up to what is asked for. */
static const struct {
    const char *text;
    int64_t max;
    int64_t number;
} numbers[] = {
    { "0", 9, 0 },
    { "0012", 12, 12 },
    { "13", 12, -1 },
    { "", 12, -1 },
    { "-1", 12, -1 },
    { "1a", G_MAXINT64, -1 },
    { "1:", G_MAXINT64, -1 },
    { "999999999999999999", G_MAXINT64, INT64_C (999999999999999999) },
    { "1000000000000000000", G_MAXINT64, -1 },
};

static void
test_number (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++)
        g_assert_cmpint (tally_text_to_number (text_of (numbers[i].text), numbers[i].max), ==,
                         numbers[i].number);
}

/* Nothing is rounded: what has more digits than int64, or more than nine decimals, is refused. */
static const struct {
    const char *text;
    int64_t mantissa;
    int decimals; /* -1: refused */
} decimals[] = {
    { "18.023", 18023, 3 },
    { ".5", 5, 1 },
    { "5.", 5, 0 },
    { "-3", -3, 0 },
    { "-0.25", -25, 2 },
    { "1.500", 15, 1 },
    { "1.05", 105, 2 },
    { "100.00", 100, 0 },
    { "0.000000001", 1, 9 },
    { "0.0000000001", 0, -1 },
    { "0.0000000000", 0, 0 },
    { "00000000000000000000005", 5, 0 },
    { "9223372036854775807", INT64_MAX, 0 },
    { "9223372036854775808", 0, -1 },
    { "92233720368547758070", 0, -1 },
    { "9223372036854775.807", INT64_MAX, 3 },
    { "9223372036854775.808", 0, -1 },
    { "9223372036854775807.0", INT64_MAX, 0 },
    { "9223372036854775807.1", 0, -1 },
    { "-9223372036854775807", -INT64_MAX, 0 },
    { "", 0, -1 },
    { "-", 0, -1 },
    { ".", 0, -1 },
    { "--1", 0, -1 },
    { "+1", 0, -1 },
    { "1.2.3", 0, -1 },
    { "1,5", 0, -1 },
    { "1e3", 0, -1 },
    { " 1", 0, -1 },
};

static void
test_decimal (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (decimals); i++) {
        int64_t mantissa = 0;
        int n = 0;
        gboolean is_good = tally_text_to_decimal (text_of (decimals[i].text), &mantissa, &n);

        g_test_message ("%s", decimals[i].text);
        g_assert_true (is_good == (decimals[i].decimals >= 0));
        if (!is_good)
            continue;
        g_assert_cmpint (mantissa, ==, decimals[i].mantissa);
        g_assert_cmpint (n, ==, decimals[i].decimals);
    }
}

static void
test_name (void)
{
    char name[5];

    g_assert_true (tally_text_to_name (text_of ("A b~"), name, sizeof name));
    g_assert_cmpstr (name, ==, "A b~");
    g_assert_true (tally_text_to_name (text_of (""), name, sizeof name));
    g_assert_cmpstr (name, ==, "");
    g_assert_false (tally_text_to_name (text_of ("ABCDE"), name, sizeof name));
    g_assert_false (tally_text_to_name (text_of ("A\tB"), name, sizeof name));
    g_assert_false (tally_text_to_name (text_of ("\xc3\xa9"), name, sizeof name));
}

/* 29 February 2024 is day 19782: 54 years of 365 days, 13 leap days, and 59. */
static void
test_day (void)
{
    static const char *const bad[] = { "2024022", "202402290", "20240230", "2024-2-9", "18991231" };
    int32_t day = 7;

    for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
        g_assert_false (tally_text_to_day (text_of (bad[i]), &day));
    g_assert_cmpint (day, ==, 7);
    g_assert_true (tally_text_to_day (text_of ("20240229"), &day));
    g_assert_cmpint (day, ==, 19782);
}

/* Quality flags of NEM12 (AEMO's Meter Data File Format), with the method of a substitution. */
static const struct {
    const char *code;
    int quality; /* -1: no quality */
} codes[] = {
    { "A", TALLY_QUALITY_MEASURED },
    { "N", TALLY_QUALITY_MISSING },
    { "S11", TALLY_QUALITY_CHECK_METER },
    { "F12", TALLY_QUALITY_REGISTER_DIFFERENCE },
    { "S14", TALLY_QUALITY_LIKE_DAYS },
    { "F15", TALLY_QUALITY_LIKE_DAYS },
    { "F16", TALLY_QUALITY_EDITED },
    { "S17", TALLY_QUALITY_LINEAR },
    { "S", TALLY_QUALITY_PROFILE },
    { "F99", TALLY_QUALITY_PROFILE },
    { "E", TALLY_QUALITY_SUSPECT },
    { "E64", TALLY_QUALITY_SUSPECT },
    { "V", TALLY_QUALITY_SUSPECT },
    { "", -1 },
    { "X", -1 },
    { "a", -1 },
    { "S1", -1 },
    { "S1x", -1 },
    { "Sx1", -1 },
    { "S123", -1 },
};

static void
test_code (void)
{
    TallyFileCode code;

    for (size_t i = 0; i < G_N_ELEMENTS (codes); i++) {
        g_test_message ("%s", codes[i].code);
        g_assert_true (tally_text_to_code (text_of (codes[i].code), &code)
                       == (codes[i].quality >= 0));
        if (codes[i].quality < 0)
            continue;
        g_assert_cmpstr (code.text, ==, codes[i].code);
        g_assert_cmpint (tally_file_code_quality (code), ==, codes[i].quality);
    }
    g_assert_false (tally_text_to_code ((TallyText){ "\0", 1 }, &code));
}

static void
test_unit (void)
{
    static const struct {
        const char *unit;
        int power;
    } units[] = { { "Wh", 0 },   { "kWh", 3 },   { "MWH", 6 },    { "gwh", 9 },
                  { "varh", 0 }, { "kvarh", 3 }, { "KVARH", 3 },  { "Mvarh", 6 },
                  { "kW", -1 },  { "", -1 },     { "Gvarh", -1 }, { "MJ", -1 } };

    for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
        g_assert_cmpint (tally_file_unit_power (units[i].unit), ==, units[i].power);
}

/* 1.5, nothing, 0.25 and 7 to the same two decimals, each with its quality. */
static void
test_values (void)
{
    g_autofree TallyFileValues *values = g_new0 (TallyFileValues, 1);
    static const int64_t expected[] = { 150, 0, 25, 700, 10 };
    static const uint8_t qualities[] = { TALLY_QUALITY_MEASURED, TALLY_QUALITY_MISSING,
                                         TALLY_QUALITY_LINEAR, TALLY_QUALITY_LINEAR,
                                         TALLY_QUALITY_SUSPECT };

    g_assert_true (tally_file_values_add (values, text_of ("1.5"), (TallyFileCode){ "A" }));
    g_assert_true (tally_file_values_add_missing (values, (TallyFileCode){ "A" }));
    g_assert_true (tally_file_values_add (values, text_of (".25"), (TallyFileCode){ "S17" }));
    g_assert_true (tally_file_values_add (values, text_of ("7"), (TallyFileCode){ "S17" }));
    tally_file_values_add_number (values, 1, 1, (TallyFileCode){ "" });
    g_assert_false (tally_file_values_add (values, text_of ("x"), (TallyFileCode){ "A" }));
    g_assert_cmpuint (values->n, ==, 5);
    g_assert_true (tally_file_values_align (values));
    g_assert_cmpmem (values->values, sizeof expected, expected, sizeof expected);
    g_assert_cmpmem (values->qualities, sizeof qualities, qualities, sizeof qualities);
}

/* A tenth of the largest and of the smallest number can have one decimal more; no other can. */
static void
test_align_limits (void)
{
    static const struct {
        int64_t value;
        gboolean is_good;
    } cases[] = {
        { G_MAXINT64 / 10, TRUE },
        { G_MAXINT64 / 10 + 1, FALSE },
        { G_MININT64 / 10, TRUE },
        { G_MININT64 / 10 - 1, FALSE },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree TallyFileValues *values = g_new0 (TallyFileValues, 1);

        tally_file_values_add_number (values, cases[i].value, 0, (TallyFileCode){ "A" });
        tally_file_values_add_number (values, 1, 1, (TallyFileCode){ "A" });
        g_assert_true (tally_file_values_align (values) == cases[i].is_good);
        if (cases[i].is_good)
            g_assert_cmpint (values->values[0], ==, cases[i].value * 10);
    }
}

/* A series has the 1,440 minutes of a day; what is more is refused. */
static void
test_full (void)
{
    g_autofree TallyFileValues *values = g_new0 (TallyFileValues, 1);

    for (int i = 0; i < TALLY_FILE_MAX_INTERVALS; i++)
        g_assert_true (tally_file_values_add (values, text_of ("1"), (TallyFileCode){ "A" }));
    g_assert_false (tally_file_values_add (values, text_of ("1"), (TallyFileCode){ "A" }));
    g_assert_false (tally_file_values_add_missing (values, (TallyFileCode){ "A" }));
    g_assert_cmpuint (values->n, ==, TALLY_FILE_MAX_INTERVALS);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/file-text/lines", test_lines);
    g_test_add_func ("/file-text/split", test_split);
    g_test_add_func ("/file-text/is", test_is);
    g_test_add_func ("/file-text/number", test_number);
    g_test_add_func ("/file-text/decimal", test_decimal);
    g_test_add_func ("/file-text/name", test_name);
    g_test_add_func ("/file-text/day", test_day);
    g_test_add_func ("/file-text/code", test_code);
    g_test_add_func ("/file-text/unit", test_unit);
    g_test_add_func ("/file-text/values", test_values);
    g_test_add_func ("/file-text/align-limits", test_align_limits);
    g_test_add_func ("/file-text/full", test_full);
    return g_test_run ();
}
