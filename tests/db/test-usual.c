// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what people bring of temperatures and profiles is what estimation takes for usual, each
 * once, all of a file or nothing. */
#include "shared/block/tally-block.h"
#include "tests/db/validate-fixture.h"
#include "tests/lib/tally-test-ctl.h"

#include <glib/gstdio.h>
#include <string.h>

#define PROFILE_HEAD                                                                          \
    "point_kind,day_class,valid_from,h00,h01,h02,h03,h04,h05,h06,h07,h08,h09,h10,h11,h12,h13" \
    ",h14,h15,h16,h17,h18,h19,h20,h21,h22,h23\n"

/* Runs "validate WORDS FILE …" on a file of that text; Returns: (transfer full): what it says */
static char *
bring (ValidateFixture *fixture, const char *words, const char *text, gboolean is_good)
{
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), "usual-XXXXXX", NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *line = NULL;
    int fd = g_mkstemp (path);
    char *said;

    g_assert_cmpint (fd, >=, 0);
    g_close (fd, NULL);
    g_file_set_contents (path, text, -1, &error);
    g_assert_no_error (error);
    line = g_strdup_printf ("validate %s %s", words, path);
    said = tally_test_ctl (fixture->base, line, is_good);
    g_assert_cmpint (g_unlink (path), ==, 0);
    return said;
}

static void
expect_bring (ValidateFixture *fixture, const char *words, const char *text, const char *said)
{
    g_autofree char *found = bring (fixture, words, text, TRUE);

    g_assert_cmpstr (found, ==, said);
}

static void
expect_refusal (ValidateFixture *fixture, const char *words, const char *text, const char *part)
{
    g_autofree char *found = bring (fixture, words, text, FALSE);

    g_test_message ("%s", found);
    g_assert_nonnull (strstr (found, part));
}

static char *
profile_text (const char *from, int workday, int saturday, int sunday)
{
    static const char *const classes[] = { "workday", "saturday", "sunday" };
    const int of_class[] = { workday, saturday, sunday };
    GString *text = g_string_new (PROFILE_HEAD);

    for (int k = 0; k < 3; k++) {
        g_string_append_printf (text, "community,%s,%s", classes[k], from);
        for (int hour = 0; hour < 24; hour++)
            g_string_append_printf (text, ",%d", of_class[k] + hour * 1000);
        g_string_append_c (text, '\n');
    }
    return g_string_free (text, FALSE);
}

/* A point of 20 kW whose meter never said a word: of a quarter-hour in hour h, by the profile,
 * 20,000 W x (100,000 + 1,000 h) / 10^6 x 1/4 h = 500 + 5 h Wh. Of a day 4 x (24 x 500 + 5 x 276) =
 * 53,520 Wh on Monday; from Saturday's 200,000 and Sunday's 300,000 another 48,000 Wh each. */
static void
test_profile (ValidateFixture *fixture, gconstpointer data)
{
    g_autofree char *text = profile_text ("2026-01-01", 100000, 200000, 300000);
    g_autofree char *other = profile_text ("2026-01-01", 100000, 200000, 300001);
    g_autofree char *list = NULL;

    validate_days (fixture, DAY - 2, DAY + 1);
    /* By the profile that the installation brought: 20 kW x 1.081 h of a workday. */
    validate_expect (fixture,
                     "SELECT max (sum) FILTER (WHERE day = '2026-10-12') FROM validate.block",
                     "21620");
    expect_bring (fixture, "profiles --by wang", text, "New: 3 rows of profiles\n");
    expect_bring (fixture, "profiles --by wang", text, "New: 0 rows of profiles\n");
    expect_refusal (fixture, "profiles --by wang", other,
                    "another profile of community (sunday) holds from 2026-01-01");
    validate_expect (fixture, "SELECT count (*) FROM validate.profile WHERE set_by = 'wang'", "3");
    validate_expect (fixture, "SELECT string_agg (person || ' ' || action, ',') FROM guard.audit",
                     "wang profiles-add");

    validate_days (fixture, DAY - 2, DAY + 1);
    /* 05 60: 96 intervals by profile (TALLY_QUALITY_PROFILE). */
    validate_expect (fixture,
                     "SELECT string_agg (sum || ' ' || encode (flags, 'hex'), ' ' ORDER BY day)"
                     " FROM (SELECT DISTINCT ON (day) day, sum, flags FROM validate.block"
                     " ORDER BY day, version DESC) b",
                     "101520 0560 149520 0560 53520 0560");
    list = tally_test_ctl (fixture->base, "validate profiles", TRUE);
    g_assert_nonnull (strstr (list, "community\tsunday\t2026-01-01\t300000,301000,"));
}

/* Four weeks of days, those of even numbers mild with 100 Wh a quarter-hour, the others of the
 * heating season with 300 Wh. */
static void
add_weeks (ValidateFixture *fixture)
{
    for (int32_t day = DAY - 28; day < DAY; day++) {
        int64_t values[N];

        for (int i = 0; i < N; i++)
            values[i] = day % 2 == 0 ? 100 : 300;
        validate_add (fixture, TALLY_FRAME_INTERVAL, day, 0, N, values, NULL);
    }
    validate_arrive (fixture);
}

static char *
temperature_text (void)
{
    GString *text = g_string_new ("day,mean_c\n");
    char day[TALLY_DAY_TEXT];

    for (int32_t k = DAY - 28; k < DAY; k++)
        g_string_append_printf (text, "%s,%s\n", tally_day_format ((TallyDay){ k }, day),
                                k % 2 == 0 ? "15.0" : "14.9");
    g_string_append_printf (text, "%s,-3\n", tally_day_format ((TallyDay){ DAY }, day));
    return g_string_free (text, FALSE);
}

#define DAY_IS                                                                                \
    "SELECT sum || ' ' || encode (flags, 'hex') FROM validate.block WHERE day = '2026-10-12'" \
    " ORDER BY version DESC LIMIT 1"

/* Of a lost Monday: twenty workdays before it are like it, half of them mild: 200 Wh. Where it is
 * known that it was cold, the ten cold ones are: 300 Wh. Measured in the end it was mild: 100. */
static void
test_temperatures (ValidateFixture *fixture, gconstpointer data)
{
    g_autofree char *text = temperature_text ();

    add_weeks (fixture);
    validate_days (fixture, DAY - 28, DAY + 1);
    validate_expect (fixture, DAY_IS, "19200 0460");
    expect_bring (fixture, "temperatures --district 1 --by wang", text,
                  "New: temperatures of 29 days\n");
    expect_bring (fixture, "temperatures --district 1 --by wang", text,
                  "New: temperatures of 0 days\n");
    validate_days (fixture, DAY, DAY + 1);
    validate_expect (fixture, DAY_IS, "28800 0460");
    expect_bring (fixture, "temperatures --district 1 --by li", "day,mean_c\n2026-10-12,16\n",
                  "New: temperatures of 1 days\n");
    validate_days (fixture, DAY, DAY + 1);
    validate_expect (fixture, DAY_IS, "9600 0460");
    validate_expect (
        fixture, "SELECT string_agg (person || ' ' || action, ',' ORDER BY seq) FROM guard.audit",
        "wang temperatures-set,li temperatures-set");
    validate_expect (
        fixture,
        "SELECT string_agg (class || ' ' || set_by || ' ' || mean_dc, ',' ORDER BY day)"
        " FROM validate.temperature WHERE day >= '2026-10-11'",
        "1 wang 149,0 li 160");
}

/* Nothing of a file that is refused, or of which nobody says whose it is. */
static void
test_refused (ValidateFixture *fixture, gconstpointer data)
{
    static const char good[] = "day,mean_c\n2026-10-12,16\n";

    expect_refusal (fixture, "temperatures --by wang", good, "--district: which district's");
    expect_refusal (fixture, "temperatures --district 1", good, "say who sets this: --by");
    expect_refusal (fixture, "temperatures --district 7 --by wang", good, "there is no district 7");
    expect_refusal (fixture, "temperatures --district 1 --by wang --heating warm", good,
                    "--heating: ");
    expect_refusal (fixture, "temperatures --district 1 --by wang --heating 23", good,
                    "nobody heats above the temperature that is cooled from");
    expect_refusal (fixture, "temperatures --district 1 --by wang",
                    "day,mean_c\n2026-10-12,16\n2026-10-13,x\n", "line 3: mean_c: ");
    expect_refusal (fixture, "profiles --by wang", PROFILE_HEAD "community,workday\n",
                    "line 2: line: not as many fields");
    expect_refusal (fixture, "temperatoors", good, "“temperatoors” is not expected here");
    validate_expect (fixture,
                     "SELECT (SELECT count (*) FROM validate.temperature)"
                     " + (SELECT count (*) FROM validate.profile WHERE set_by = 'wang')"
                     " + (SELECT count (*) FROM guard.audit)",
                     "0");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(NAME, TEST) \
    g_test_add ("/usual/" NAME, ValidateFixture, NULL, validate_set_up, TEST, validate_tear_down)
    ADD ("profile", test_profile);
    ADD ("temperatures", test_temperatures);
    ADD ("refused", test_refused);
    return g_test_run ();
}
