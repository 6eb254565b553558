// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a meter that tells one thing that is not so is found out, by the collector or by
 * validation, at its own points and nobody else's, and what it said is kept. The meters behind
 * gateway 1 are honest until a midnight and lie at the next; behind gateway 2 are witnesses. */
#include "server/raw/tally-raw-intake-step.h"
#include "server/validate/tally-validate-step.h"
#include "tests/lib/tally-test-meters.h"

#define PORT_BASE 15520
#define DAY 20778 /* 2026-11-21 */
#define FIRST_MIDNIGHT (TALLY_TEST_NOW + 14 * 3600)
#define SECOND_MIDNIGHT (FIRST_MIDNIGHT + 86400)

/* Of the generic meter, by its map. */
#define AT_CLOCK 40
#define AT_STAMP 50
#define AT_IMPORT 52
#define AT_WINDOW 110
#define AT_RECORD (AT_WINDOW + 4)

/* A lie is found by an attempt's reason or by a rule. */
typedef struct {
    const char *name;
    TallyMeterFaults faults;
    const char *reason;
    const char *rule;
    const char *never;  /* a rule that must not find anything */
    gboolean is_always; /* from the first midnight on; then it is no lie but a habit */
    int digits;         /* of every register, when not 0 */
} Lie;

#define TWIST(place, mask)                               \
    {                                                    \
        .twist_register = (place), .twist_mask = (mask), \
    }
#define ODD_STAMP "the stamp of its registers%"
#define NO_WINDOW "load profile: %"

static const Lie lies[] = {
    { "stamp-3-days-ago", { .stamp_offset_s = -3 * 86400 }, .reason = ODD_STAMP },
    { "stamp-in-3-days", { .stamp_offset_s = 3 * 86400 }, .reason = ODD_STAMP },
    { "stamp-off-the-grid", { .stamp_offset_s = 7 }, .reason = ODD_STAMP },
    { "stamp-1970", { .stamp_offset_s = -SECOND_MIDNIGHT + 10 }, .reason = ODD_STAMP },
    { "stamp-bit", TWIST (AT_STAMP, 0x8000), .reason = ODD_STAMP },
    { "another-channel", TWIST (AT_WINDOW, 1), .reason = NO_WINDOW },
    { "window-years-ago", TWIST (AT_WINDOW + 1, 0x4000), .reason = NO_WINDOW },
    { "window-off-the-grid", TWIST (AT_WINDOW + 2, 1), .reason = NO_WINDOW },
    { "too-many-records", TWIST (AT_WINDOW + 3, 0x4000), .reason = NO_WINDOW },
    { "clock-bit", TWIST (AT_CLOCK, 0x0100), .reason = "the clock is off%" },
    { "register-leaps-up", { .add_wh = INT64_C (5000000000) }, .rule = "register" },
    { "register-leaps-down", { .add_wh = -50000000 }, .rule = "register-decrease" },
    { "register-goes-back", { .goes_back = TRUE }, .rule = "register-decrease" },
    { "register-loses-digits", { .wrap_digits = 6 }, .rule = "register-decrease" },
    { "register-high-bit", TWIST (AT_IMPORT + 2, 0x8000), .rule = "register" },
    { "register-low-bit", TWIST (AT_IMPORT + 3, 0x4000), .rule = "register" },
    { "register-words-swapped", { .swaps_words = TRUE }, .rule = "gap" },
    { "record-high-bit", TWIST (AT_RECORD, 0x8000), .rule = "capacity" },
    { "record-middle-bit", TWIST (AT_RECORD, 0x0040), .rule = "capacity" },
    { "record-low-bit", TWIST (AT_RECORD + 1, 0x0400), .rule = "register" },
    { "records-are-zero", { .fixes_records = TRUE }, .rule = "register" },
    { "records-are-the-same", { .fixes_records = TRUE, .record_wh = 7 }, .rule = "unchanged" },
    { "record-has-no-value", TWIST (AT_RECORD + 2, 0xffff), .rule = "gap" },
    { "record-is-doubtful", TWIST (AT_RECORD + 2, 0x0010), .rule = "gap" },
    { "register-rolls-over",
      { .wrap_digits = 4 },
      .rule = "rollover",
      .never = "register-decrease",
      .is_always = TRUE,
      .digits = 4 },
};

static void
set_up (TallyTestMeters **meters, gconstpointer data)
{
    *meters = tally_test_meters_new (PORT_BASE);
    tally_test_db_script ((*meters)->base,
                          "DELETE FROM ref.installation WHERE (district_id, gateway_id) NOT IN "
                          "((1, 1), (1, 2)) OR (district_id, meter_id) NOT IN (SELECT district_id,"
                          " meter_id FROM ref.meter WHERE model = 'generic-profile')");
}

static void
tear_down (TallyTestMeters **meters, gconstpointer data)
{
    tally_test_meters_free (*meters);
}

/* Reads all meters at @now; those behind gateway 1 have @faults. */
static void
read_at (TallyTestMeters *meters, int64_t now, const TallyMeterFaults *faults)
{
    TallyRawTaken taken;
    g_autoptr(GError) error = NULL;

    tally_test_meters_close (meters);
    tally_test_meters_set_now (meters, now);
    tally_test_meters_open (meters, 1, 1, faults);
    tally_test_meters_open (meters, 1, 2, NULL);
    tally_test_meters_round (meters, 1);
    tally_raw_intake_all (meters->collector, meters->spool, &taken, &error);
    g_assert_no_error (error);
    g_assert_cmpint (taken.n_new, >, 0);
}

static void
validate (TallyTestMeters *meters)
{
    TallyValidateOrder order = { .district_id = 1,
                                 .days = { { DAY }, { DAY + 1 } },
                                 .now = SECOND_MIDNIGHT };
    TallyValidateResult result;
    g_autoptr(GError) error = NULL;

    tally_validate_step_run (tally_test_db_conninfo (meters->base), &order, &result, &error);
    g_assert_no_error (error);
    g_assert_cmpint (result.n_days, >, 0);
}

static int64_t
count (TallyTestMeters *meters, const char *sql, const char *value, int gateway)
{
    g_autofree char *name = g_strdup_printf ("%d", gateway);
    g_autoptr(GString) whole = g_string_new (sql);
    g_autofree char *found = NULL;

    g_string_replace (whole, "{gateway}", name, 0);
    g_string_replace (whole, "{value}", value, 0);
    found = tally_test_meters_ask (meters, whole->str);
    return g_ascii_strtoll (found, NULL, 10);
}

#define REASONS                                                             \
    "SELECT count(*) FROM collect.attempt WHERE gateway_id = {gateway} AND" \
    " reason LIKE '{value}'"
#define RULES                                                                        \
    "SELECT count(*) FROM validate.exception e JOIN ref.installation i USING"        \
    " (district_id, point_id) WHERE i.gateway_id = {gateway} AND e.rule = '{value}'" \
    " AND e.day = DATE '2026-11-21'"

static void
test_lie (TallyTestMeters **fixture, gconstpointer data)
{
    const Lie *lie = data;
    TallyTestMeters *meters = *fixture;
    g_autofree char *digits = g_strdup_printf ("UPDATE ref.meter SET digits = %d", lie->digits);
    g_autofree char *rules = NULL;

    if (lie->digits != 0)
        tally_test_db_script (meters->base, digits);
    read_at (meters, FIRST_MIDNIGHT, lie->is_always ? &lie->faults : NULL);
    read_at (meters, SECOND_MIDNIGHT, &lie->faults);
    validate (meters);

    rules = tally_test_meters_ask (
        meters, "SELECT string_agg (gateway_id || ' ' || rule || ' ' || n, ', ' ORDER BY 1) FROM"
                " (SELECT gateway_id, rule, count (*) AS n FROM validate.exception JOIN"
                " ref.installation USING (district_id, point_id) GROUP BY 1, 2) e (gateway_id,"
                " rule, n)");
    g_test_message ("%s", rules);
    if (lie->reason != NULL) {
        g_assert_cmpint (count (meters, REASONS, lie->reason, 1), >, 0);
        g_assert_cmpint (count (meters, REASONS, lie->reason, 2), ==, 0);
    }
    if (lie->rule != NULL) {
        g_assert_cmpint (count (meters, RULES, lie->rule, 1), >, 0);
        g_assert_cmpint (count (meters, RULES, lie->rule, 2), ==, 0);
    }
    if (lie->never != NULL)
        g_assert_cmpint (count (meters, RULES, lie->never, 1), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (lies); i++) {
        g_autofree char *path = g_strconcat ("/fault/lying-meters/", lies[i].name, NULL);

        g_test_add (path, TallyTestMeters *, &lies[i], set_up, test_lie, tear_down);
    }
    return g_test_run ();
}
