// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a bill takes from the bills before what is the same customer's at the same point and within
 * reach: the newest carry, what is usual, what a year ago was, and peaks by month; and no more. */
#include "server/bill/tally-bill-history-calc.h"
#include "tests/unit/bill-month.h"

#define RATCHET(months)                                                                   \
    DOCUMENT ("", "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"1\", \"ratchet\": {" \
                  "\"percent\": \"50\", \"look_back\": " months "}}")
#define CARRY(year, peak) "year=" year " excess=0 charged=0 money=0 peak=" peak

/* Account 2 at point 3, there since March 2024, billed for April 2026. */
static TallyBillAgreement
agreement (int look_back)
{
    return (
        TallyBillAgreement){ .account_id = 2,
                             .point_id = 3,
                             .valid = { tally_day_new (2026, 1, 1), tally_day_new (2099, 1, 1) },
                             .supplied = { tally_day_new (2024, 3, 1), tally_day_new (2099, 1, 1) },
                             .carry_text = "",
                             .look_back = look_back };
}

static TallyBillBefore
before (int year, int month, const char *carry, int64_t total, int32_t n_days)
{
    return (TallyBillBefore){ .point_id = 3,
                              .account_id = 2,
                              .start = tally_day_new (year, month, 1),
                              .carry = carry,
                              .came_to = { { total }, n_days } };
}

static void
add (TallyBillAgreement *agreed, TallyBillBefore bill, GStringChunk *texts)
{
    g_autoptr(GError) error = NULL;

    tally_bill_history_add (agreed, april (1), &bill, texts, &error);
    g_assert_no_error (error);
}

/* Newest first: the last three say what is usual, that of April 2025 what a year ago was, in both
 * of its parts; a bill of no days says neither, but hands on. */
static void
test_totals (void)
{
    g_autoptr(GStringChunk) texts = g_string_chunk_new (64);
    TallyBillAgreement agreed = agreement (0);
    TallyBillBefore half = before (2025, 4, CARRY ("1", "1"), 7000, 10);

    add (&agreed, before (2026, 3, CARRY ("9", "5"), 0, 0), texts);
    add (&agreed, before (2026, 2, CARRY ("8", "5"), 10000, 28), texts);
    add (&agreed, before (2026, 1, CARRY ("7", "5"), 20000, 31), texts);
    add (&agreed, before (2025, 12, CARRY ("6", "5"), 30000, 31), texts);
    add (&agreed, before (2025, 11, CARRY ("5", "5"), 40000, 30), texts);
    add (&agreed, half, texts);
    half.start = tally_day_new (2025, 4, 11);
    add (&agreed, half, texts);
    g_assert_cmpuint (agreed.n_recent, ==, 3);
    g_assert_cmpint (agreed.recent.total.minor, ==, 60000);
    g_assert_cmpint (agreed.recent.n_days, ==, 90);
    g_assert_cmpint (agreed.year_ago.total.minor, ==, 14000);
    g_assert_cmpint (agreed.year_ago.n_days, ==, 20);
    g_assert_true (agreed.has_previous);
    g_assert_cmpint (agreed.previous.number, ==, tally_day_new (2026, 3, 1).number);
    g_assert_cmpstr (agreed.carry_text, ==, CARRY ("9", "5"));
    g_assert_cmpint (agreed.carry.carry.year_to_date, ==, 9);
    /* A newer one that comes last is still the newest. */
    half.start = tally_day_new (2026, 3, 11);
    half.carry = CARRY ("10", "5");
    add (&agreed, half, texts);
    g_assert_cmpint (agreed.carry.carry.year_to_date, ==, 10);
}

typedef struct {
    const char *name;
    int64_t point;
    int64_t account;
    int start[3];
    int valid_from; /* of the agreement, in April; 0: before */
    int look_back;
    gboolean hands_on;
    gboolean has_peak;
} ReachCase;

static const ReachCase reaches[] = {
    { "month-before", 3, 2, { 2026, 3, 1 }, 0, 0, TRUE, TRUE },
    { "other-point", 4, 2, { 2026, 3, 1 }, 0, 0, FALSE, FALSE },
    { "other-account", 3, 1, { 2026, 3, 1 }, 0, 0, FALSE, FALSE },
    { "itself", 3, 2, { 2026, 4, 1 }, 0, 0, FALSE, FALSE },
    { "later", 3, 2, { 2026, 5, 1 }, 0, 0, FALSE, FALSE },
    /* The part of the month under the agreement before hands on, but is no earlier month. */
    { "part-before", 3, 2, { 2026, 4, 1 }, 11, 0, TRUE, FALSE },
    { "part-after", 3, 2, { 2026, 4, 11 }, 11, 0, FALSE, FALSE },
    { "year-before", 3, 2, { 2025, 4, 1 }, 0, 0, TRUE, TRUE },
    { "over-a-year", 3, 2, { 2025, 3, 1 }, 0, 0, FALSE, FALSE },
    /* A ratchet looks back further; what is handed on does not. */
    { "as-far-as-its-ratchet", 3, 2, { 2024, 10, 1 }, 0, 18, FALSE, TRUE },
    { "further", 3, 2, { 2024, 9, 1 }, 0, 18, FALSE, FALSE },
    /* The account was away before March 2024. */
    { "first-month", 3, 2, { 2024, 3, 1 }, 0, 36, FALSE, TRUE },
    { "earlier-stay", 3, 2, { 2024, 2, 1 }, 0, 36, FALSE, FALSE },
};

static void
test_reach (gconstpointer data)
{
    const ReachCase *c = data;
    g_autoptr(GStringChunk) texts = g_string_chunk_new (64);
    TallyBillAgreement agreed = agreement (c->look_back);
    TallyBillBefore bill = before (c->start[0], c->start[1], CARRY ("9", "5"), 100, 30);

    bill.point_id = c->point;
    bill.account_id = c->account;
    bill.start = tally_day_new (c->start[0], c->start[1], c->start[2]);
    if (c->valid_from > 0)
        agreed.valid.first = april (c->valid_from);
    add (&agreed, bill, texts);
    g_assert_true (agreed.has_previous == c->hands_on);
    g_assert_cmpstr (agreed.carry_text, ==, c->hands_on ? CARRY ("9", "5") : "");
    g_assert_cmpuint (agreed.n_peaks, ==, c->has_peak ? 1 : 0);
}

static char *
peaks_text (const TallyBillAgreement *agreed)
{
    GString *text = g_string_new (NULL);
    char exact[TALLY_EXACT_TEXT];
    char month[TALLY_MONTH_TEXT];

    for (size_t i = 0; i < agreed->n_peaks; i++)
        g_string_append_printf (text, "%s:%s ", tally_month_format (agreed->peaks[i].month, month),
                                tally_exact_format (agreed->peaks[i].kw, exact));
    return g_string_free (text, FALSE);
}

/* Newest first, in whatever order they come; the parts of a month count as their highest. */
static void
test_peaks (void)
{
    g_autoptr(GStringChunk) texts = g_string_chunk_new (64);
    TallyBillAgreement agreed = agreement (12);
    g_autofree char *text = NULL;

    add (&agreed, before (2026, 1, CARRY ("0", "5"), 0, 0), texts);
    add (&agreed, before (2026, 3, CARRY ("0", "7"), 0, 0), texts);
    add (&agreed, before (2026, 2, CARRY ("0", "2"), 0, 0), texts);
    add (&agreed, before (2026, 2, CARRY ("0", "3"), 0, 0), texts);
    add (&agreed, before (2026, 2, CARRY ("0", "1"), 0, 0), texts);
    /* A demand in kVA is looked back on in kVA. */
    add (&agreed, before (2025, 12, CARRY ("0", "8") " demand=10", 0, 0), texts);
    text = peaks_text (&agreed);
    g_assert_cmpstr (text, ==, "2026-03:7 2026-02:3 2026-01:5 2025-12:10 ");
    g_assert_null (agreed.past_peaks);
}

/* 36 months are kept, the newest of them. */
static void
test_most_peaks (void)
{
    g_autoptr(GStringChunk) texts = g_string_chunk_new (64);
    TallyBillAgreement up = agreement (40);
    TallyBillAgreement down = agreement (40);
    TallyBillBefore bill = before (2026, 3, CARRY ("0", "5"), 0, 0);
    TallyMonth this = tally_month_of (april (1));
    g_autofree char *text = NULL;
    g_autofree char *other = NULL;

    up.supplied.first = down.supplied.first = tally_day_new (2020, 1, 1);
    for (int32_t i = 1; i <= 40; i++) {
        bill.start = tally_month_start ((TallyMonth){ this.number - i });
        add (&down, bill, texts);
        bill.start = tally_month_start ((TallyMonth){ this.number - 41 + i });
        add (&up, bill, texts);
    }
    g_assert_cmpuint (up.n_peaks, ==, TALLY_BILL_MAX_PEAKS);
    text = peaks_text (&up);
    other = peaks_text (&down);
    g_assert_cmpstr (text, ==, other);
    g_assert_true (g_str_has_prefix (text, "2026-03:5 2026-02:5 "));
    g_assert_true (g_str_has_suffix (text, " 2023-04:5 "));
}

/* Peaks by component are kept as far as the ratchet looks, and only where a bill has some. Months
 * count from year 0: March 2026 is 24314. */
static void
test_slot_peaks (void)
{
    g_autoptr(GStringChunk) texts = g_string_chunk_new (64);
    TallyBillAgreement agreed = agreement (2);

    add (&agreed, before (2026, 3, CARRY ("0", "4") " peaks=d@kW/15/:4", 0, 0), texts);
    g_assert_cmpstr (agreed.past_peaks, ==, "24314!d@kW/15/:4");
    add (&agreed, before (2026, 2, CARRY ("0", "4"), 0, 0), texts);
    add (&agreed, before (2026, 2, CARRY ("0", "4") " peaks=d@kW/15/b:3,d@kW/15/c:2", 0, 0), texts);
    add (&agreed, before (2026, 1, CARRY ("0", "4") " peaks=d@kW/15/:9", 0, 0), texts);
    g_assert_cmpstr (agreed.past_peaks, ==, "24314!d@kW/15/:4;24313!d@kW/15/b:3,d@kW/15/c:2");
}

static void
test_bad_carry (void)
{
    g_autoptr(GStringChunk) texts = g_string_chunk_new (64);
    TallyBillAgreement agreed = agreement (0);
    TallyBillBefore bill = before (2026, 3, "colour=red", 0, 0);
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_bill_history_add (&agreed, april (1), &bill, texts, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_false (agreed.has_previous);
}

/* A year, or as far as any ratchet of any version looks. */
static void
test_months (void)
{
    g_autoptr(Desk) desk = desk_new (RATCHET ("3"));

    g_assert_cmpint (tally_bill_history_look_back (desk->rules, "t"), ==, 3);
    g_assert_cmpint (tally_bill_history_look_back (desk->rules, "u"), ==, 0);
    g_assert_cmpint (tally_bill_history_months (desk->rules), ==, 12);
    desk_add (desk, RATCHET ("18"), april (1), tally_day_new (2099, 1, 1));
    desk_add (desk, RATCHET ("4"), april (11), tally_day_new (2099, 1, 1));
    g_assert_cmpint (tally_bill_history_look_back (desk->rules, "t"), ==, 18);
    g_assert_cmpint (tally_bill_history_months (desk->rules), ==, 18);
}

/* Of two agreements of one customer in a month the first hands on to the second. */
static void
test_follow (void)
{
    g_autoptr(GStringChunk) texts = g_string_chunk_new (64);
    TallyBillAgreement next = agreement (0);
    TallyBill bill = { .point_id = 3,
                       .account_id = 2,
                       .period = { april (1), april (11) },
                       .carry = CARRY ("240000", "1") };
    g_autoptr(GError) error = NULL;

    next.valid.first = april (11);
    tally_bill_history_follow (&next, april (1), &bill, texts, &error);
    g_assert_no_error (error);
    g_assert_cmpint (next.carry.carry.year_to_date, ==, 240000);
    g_assert_cmpuint (next.n_peaks, ==, 0);
    g_assert_cmpint (next.recent.n_days, ==, 0); /* a part says nothing of what is usual */
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (reaches); i++) {
        g_autofree char *path = g_strconcat ("/bill/history/reach/", reaches[i].name, NULL);

        g_test_add_data_func (path, &reaches[i], test_reach);
    }
    g_test_add_func ("/bill/history/totals", test_totals);
    g_test_add_func ("/bill/history/peaks", test_peaks);
    g_test_add_func ("/bill/history/most-peaks", test_most_peaks);
    g_test_add_func ("/bill/history/slot-peaks", test_slot_peaks);
    g_test_add_func ("/bill/history/bad-carry", test_bad_carry);
    g_test_add_func ("/bill/history/months", test_months);
    g_test_add_func ("/bill/history/follow", test_follow);
    return g_test_run ();
}
