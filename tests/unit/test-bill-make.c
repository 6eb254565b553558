// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a bill is its tariff's lines over its own days; what changes inside the month makes parts;
 * what cannot be priced becomes a bill without lines that says why; what it was made from is told
 * apart by its hash. */
#include "tests/unit/bill-month.h"

#define MONTHLY \
    DOCUMENT ("", ENERGY ("1") ", {\"id\": \"f\", \"kind\": \"fixed\", \"rate\": \"30\"}")
#define TAXED \
    DOCUMENT ("", ENERGY ("1") ", {\"id\": \"t\", \"kind\": \"tax\", \"percent\": \"10\"}")
#define METERS                                                                       \
    DOCUMENT ("", "{\"id\": \"m\", \"kind\": \"fixed\", \"rate\": \"30\", \"per\": " \
                  "\"meter-month\"}")
#define FACTOR                                                                                    \
    DOCUMENT ("", ENERGY ("1") ", {\"id\": \"p\", \"kind\": \"power-factor\", "                   \
                               "\"standard_hundredths\": 90, \"below\": [{\"to_hundredths\": 0, " \
                               "\"percent\": \"0.5\"}]}")
#define PEAKS \
    DOCUMENT ("", ENERGY ("1") ", {\"id\": \"x\", \"kind\": \"coincident\", \"rate\": \"2\"}")
#define SPOT DOCUMENT ("", "{\"id\": \"e\", \"kind\": \"energy\", \"prices\": \"by-interval\"}")

static TallyDay
ever (void)
{
    return tally_day_new (2099, 1, 1);
}

/* 720 kWh and a tenth of it as tax. */
static void
test_whole (void)
{
    g_autoptr(Desk) desk = desk_new (TAXED);
    const TallyBill *bill = desk_make (desk);
    g_autofree char *lines = desk_lines (desk);

    g_assert_cmpstr (lines, ==, "e 72000; t 7200");
    g_assert_cmpstr (bill->number, ==, "01-202604-000000007-1");
    g_assert_cmpstr (bill->kind, ==, "bill");
    g_assert_cmpint (bill->net.minor, ==, 72000);
    g_assert_cmpint (bill->tax.minor, ==, 7200);
    g_assert_cmpint (bill->total.minor, ==, 79200);
    g_assert_cmpint (bill->energy_wh, ==, 720000);
    g_assert_cmpint (bill->tariff_version, ==, 1);
    g_assert_cmpuint (bill->reasons, ==, 0);
    g_assert_cmpstr (bill->carry, ==, "year=720000 excess=0 charged=792 money=0 peak=1");
    g_assert_cmpstr (bill->determinants, ==,
                     "[{\"name\":\"import\",\"value\":\"720000\",\"unit\":\"Wh\"},"
                     "{\"name\":\"peak\",\"value\":\"1000\",\"unit\":\"W\"},"
                     "{\"name\":\"days\",\"value\":\"30\",\"unit\":\"d\"},"
                     "{\"name\":\"measured\",\"value\":\"720\",\"unit\":\"intervals\"},"
                     "{\"name\":\"estimated\",\"value\":\"0\",\"unit\":\"intervals\"},"
                     "{\"name\":\"missing\",\"value\":\"0\",\"unit\":\"intervals\"}]");
}

typedef struct {
    const char *name;
    const char *document;
    int firsts[4]; /* days of April on which a version begins; 0: none further */
    int from;      /* of the agreement, in April; 0: before */
    int until;     /* 0: ever */
    const char *lines;
} PartsCase;

static const PartsCase parts[] = {
    /* Ten and twenty days, each with its share of 30. */
    { "two-versions", MONTHLY, { 1, 11 }, 0, 0, "e 24000; f 1000; e 48000; f 2000" },
    /* A version that another took over from before the month has no day in it. */
    { "version-of-no-day", MONTHLY, { 1, 1, 11 }, 0, 0, "e 24000; f 1000; e 48000; f 2000" },
    { "moves-in", MONTHLY, { 1 }, 21, 0, "e 24000; f 1000" },
    { "moves-out", MONTHLY, { 1 }, 0, 11, "e 24000; f 1000" },
    /* 5 days of each version: 120 kWh, and a sixth of 30. */
    { "both", MONTHLY, { 1, 11 }, 6, 16, "e 12000; f 500; e 12000; f 500" },
};

static void
test_parts (gconstpointer data)
{
    const PartsCase *c = data;
    g_autoptr(Desk) desk = desk_new (NULL);
    g_autofree char *lines = NULL;
    const TallyBill *bill;

    for (size_t i = 0; i < G_N_ELEMENTS (c->firsts) && c->firsts[i] > 0; i++)
        desk_add (desk, c->document, april (c->firsts[i]), ever ());
    if (c->from > 0)
        desk->agreement.valid.first = april (c->from);
    if (c->until > 0)
        desk->agreement.valid.end = april (c->until);
    bill = desk_make (desk);
    lines = desk_lines (desk);
    g_assert_cmpstr (lines, ==, c->lines);
    g_assert_cmpstr (bill->kind, ==, c->until > 0 ? "final" : "bill");
    /* The first bill of an agreement is none of a customer who had bills there before. */
    g_assert_cmpuint (bill->reasons & TALLY_BILL_HOLD_FIRST, ==, 0);
    g_assert_cmpuint (bill->reasons & TALLY_BILL_HOLD_LAST, ==,
                      c->until > 0 ? TALLY_BILL_HOLD_LAST : 0);
}

/* Thirty a meter and month. From the 11th on two hang there, from the 16th on that is said again,
 * from the 21st on none: one is charged at least. */
static void
test_meters (void)
{
    g_autoptr(Desk) desk = desk_new (METERS);
    g_autofree char *lines = NULL;
    static const TallyBillMeters changes[] = { { { 0 }, 1 },
                                               { { 10 }, 2 },
                                               { { 15 }, 2 },
                                               { { 20 }, 0 },
                                               { { 30 }, 5 } };

    for (size_t i = 0; i < G_N_ELEMENTS (changes); i++)
        desk->agreement.meters[desk->agreement.n_meters++] = (TallyBillMeters){
            { april (1).number + changes[i].first.number },
            changes[i].n
        };
    g_assert_cmpint (tally_bill_meters_on (&desk->agreement, april (20)), ==, 2);
    g_assert_cmpint (tally_bill_meters_on (&desk->agreement, april (21)), ==, 1);
    desk_make (desk);
    lines = desk_lines (desk);
    g_assert_cmpstr (lines, ==, "m 1000; m 2000; m 1000");
    /* A tariff without meters is not cut by them. */
    g_hash_table_remove_all (desk->rules->tariffs);
    desk_add (desk, MONTHLY, april (1), ever ());
    g_hash_table_remove_all (desk->maker->plans);
    g_hash_table_remove_all (desk->maker->markets);
    desk_make (desk);
    g_free (lines);
    lines = desk_lines (desk);
    g_assert_cmpstr (lines, ==, "e 72000; f 3000");
}

typedef struct {
    const char *name;
    const char *document; /* NULL: no tariff has that code */
    int first;            /* of it, in April; 0: before */
    size_t n;             /* intervals that are known */
    guint reasons;
    int64_t found;
    int64_t bound;
    const char *unit;
} HeldCase;

#define PEAK_DAY 20544      /* 2026-04-01 */
#define PRICE_AT 1774972800 /* 2026-04-01 00:00 in Shanghai */

static const HeldCase helds[] = {
    { "no-such-tariff", NULL, 0, HOURS, TALLY_BILL_HOLD_MISSING_TARIFF, 0, 30, "days" },
    { "begins-late", MONTHLY, 3, HOURS, TALLY_BILL_HOLD_MISSING_TARIFF, 0, 30, "days" },
    { "never-measured", MONTHLY, 0, 0, TALLY_BILL_HOLD_INCOMPLETE, 720, 0, "intervals" },
    { "cut-off", MONTHLY, 0, HOURS - 1, TALLY_BILL_HOLD_UNPRICED, 0, 0, "days" },
    /* Its factor needs reactive energy. */
    { "no-reactive", FACTOR, 0, HOURS, TALLY_BILL_HOLD_UNPRICED, 0, 0, "days" },
    { "no-peaks", PEAKS, 0, HOURS, TALLY_BILL_HOLD_UNPRICED, PEAK_DAY, 0, "peaks" },
    { "no-prices", SPOT, 0, HOURS, TALLY_BILL_HOLD_UNPRICED, PRICE_AT, 0, "prices" },
};

static void
test_held (gconstpointer data)
{
    const HeldCase *c = data;
    g_autoptr(Desk) desk = desk_new (c->first == 0 ? c->document : NULL);
    const TallyBillFinding *finding;
    const TallyBill *bill;

    if (c->first > 0)
        desk_add (desk, c->document, april (c->first), ever ());
    desk->measured.n = c->n;
    if (c->n == 0)
        desk->measured = (TallyBillMeasured){ .interval_s = 3600 };
    bill = desk_make (desk);
    g_assert_cmpuint (bill->reasons, ==, c->reasons);
    g_assert_cmpuint (desk->sheet->lines->len, ==, 0);
    g_assert_cmpint (bill->total.minor, ==, 0);
    finding = &g_array_index (desk->sheet->findings, TallyBillFindings, 0).found[0];
    g_assert_cmpint (finding->found, ==, c->found);
    g_assert_cmpint (finding->bound, ==, c->bound);
    g_assert_cmpstr (finding->unit, ==, c->unit);
}

/* A tariff that ends on the 10th, and a new one from the 16th on: ten days of thirty have one. */
static void
test_gap (void)
{
    g_autoptr(Desk) desk = desk_new (NULL);
    const TallyBillFinding *finding;

    desk_add (desk, MONTHLY, april (1), april (11));
    desk_add (desk, MONTHLY, april (16), ever ());
    g_assert_cmpuint (desk_make (desk)->reasons, ==, TALLY_BILL_HOLD_MISSING_TARIFF);
    finding = &g_array_index (desk->sheet->findings, TallyBillFindings, 0).found[0];
    g_assert_cmpint (finding->found, ==, 10);
    g_assert_cmpint (finding->bound, ==, 30);
}

/* Intervals of 20 minutes do not fit windows of 30: no such bill can be priced, but the fault is
 * not the program's. */
static void
test_window (void)
{
    g_autoptr(Desk) desk = desk_new (
        DOCUMENT ("", "{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"1\", "
                      "\"window_minutes\": 30}"));

    desk->measured.interval_s = 1200;
    desk->measured.n = HOURS;
    g_assert_cmpuint (desk_make (desk)->reasons, ==, TALLY_BILL_HOLD_UNPRICED);
    g_assert_null (tally_bill_maker_month_plan (desk->maker, "t", 1200));
}

/* A second part that cannot be priced takes the first one back, and what the month before handed on
 * goes on, but for its peak. */
static void
test_taken_back (void)
{
    g_autoptr(Desk) desk = desk_new (NULL);
    const TallyBill *bill;

    desk_add (desk, MONTHLY, april (1), ever ());
    desk_add (desk, PEAKS, april (11), ever ());
    desk->agreement.carry.carry.year_to_date = 7;
    desk->agreement.carry.peak_kw = desk->agreement.carry.peak_demand = (TallyExact){ 5 };
    bill = desk_make (desk);
    g_assert_cmpuint (bill->reasons, ==, TALLY_BILL_HOLD_UNPRICED);
    g_assert_cmpuint (desk->sheet->lines->len, ==, 0);
    g_assert_cmpint (bill->net.minor, ==, 0);
    g_assert_cmpint (bill->total.minor, ==, 0);
    g_assert_cmpint (bill->energy_wh, ==, 0);
    g_assert_cmpstr (bill->carry, ==, "year=7 excess=0 charged=0 money=0 peak=0");
}

/* Three qualities and an interval that never came: the bill counts each. Of the last ten days a
 * tenant has only his own. */
static void
test_qualities (void)
{
    g_autoptr(Desk) desk = desk_new (DOCUMENT ("", ENERGY ("1")));
    const TallyBill *bill;

    desk->measured.export = desk->export;
    desk->measured.reactive = desk->reactive;
    desk->agreement.contracted_w = 5000;
    memset (desk->qualities, TALLY_QUALITY_PROFILE, 20 * 24);
    desk->qualities[20 * 24] = TALLY_QUALITY_EDITED;
    desk->qualities[20 * 24 + 1] = TALLY_QUALITY_LINEAR;
    desk->qualities[20 * 24 + 2] = TALLY_QUALITY_MISSING;
    desk->agreement.valid.first = april (21);
    desk->agreement.has_previous = FALSE;
    bill = desk_make (desk);
    g_assert_cmpuint (bill->reasons, ==, TALLY_BILL_HOLD_INCOMPLETE | TALLY_BILL_HOLD_FIRST);
    g_assert_cmpint (bill->estimated_ppm, ==, 8333); /* 2 of 240 kWh */
    g_assert_cmpstr (bill->determinants, ==,
                     "[{\"name\":\"import\",\"value\":\"240000\",\"unit\":\"Wh\"},"
                     "{\"name\":\"export\",\"value\":\"0\",\"unit\":\"Wh\"},"
                     "{\"name\":\"reactive\",\"value\":\"0\",\"unit\":\"varh\"},"
                     "{\"name\":\"peak\",\"value\":\"1000\",\"unit\":\"W\"},"
                     "{\"name\":\"contracted\",\"value\":\"5000\",\"unit\":\"W\"},"
                     "{\"name\":\"days\",\"value\":\"10\",\"unit\":\"d\"},"
                     "{\"name\":\"measured\",\"value\":\"238\",\"unit\":\"intervals\"},"
                     "{\"name\":\"estimated\",\"value\":\"1\",\"unit\":\"intervals\"},"
                     "{\"name\":\"missing\",\"value\":\"1\",\"unit\":\"intervals\"}]");
    /* Nothing of his days came: all of them are missing, and no share is estimated. */
    desk->measured.n = 15 * 24;
    bill = desk_make (desk);
    g_assert_cmpint (bill->estimated_ppm, ==, 0);
    g_assert_cmpuint (bill->reasons, ==, TALLY_BILL_HOLD_UNPRICED);
    g_assert_nonnull (strstr (bill->determinants, "\"missing\",\"value\":\"240\""));
    /* Half of them: the rest is missing. */
    desk->measured.n = 25 * 24;
    bill = desk_make (desk);
    g_assert_nonnull (strstr (bill->determinants, "\"missing\",\"value\":\"121\""));
}

/* 720.00 today; what as many days came to before, and a year ago: 3 times 239 and of 31 days. */
static void
test_past (void)
{
    g_autoptr(Desk) desk = desk_new (DOCUMENT ("", ENERGY ("1")));

    desk->rules->limits.of[2].least = 0;
    desk->agreement.recent = (TallyBillPast){ { 239 * 100 * 2 }, 60 };
    g_assert_cmpuint (desk_make (desk)->reasons, ==, TALLY_BILL_HOLD_HISTORY);
    desk->agreement.recent = (TallyBillPast){ { 240 * 100 * 2 }, 60 };
    g_assert_cmpuint (desk_make (desk)->reasons, ==, 0);
    desk->agreement.recent = (TallyBillPast){ { 239 * 100 * 2 }, 60 };
    desk->agreement.year_ago = (TallyBillPast){ { 248 * 100 }, 31 }; /* 240 of 30 days */
    g_assert_cmpuint (desk_make (desk)->reasons, ==, 0);
    desk->agreement.year_ago = (TallyBillPast){ { 0 }, 0 };
    g_assert_cmpuint (desk_make (desk)->reasons, ==, TALLY_BILL_HOLD_HISTORY);
}

static void
add (const char *group, const char *name, gconstpointer data, GTestDataFunc func)
{
    g_autofree char *path = g_strdup_printf ("/bill/make/%s/%s", group, name);

    g_test_add_data_func (path, data, func);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (parts); i++)
        add ("parts", parts[i].name, &parts[i], test_parts);
    for (size_t i = 0; i < G_N_ELEMENTS (helds); i++)
        add ("held", helds[i].name, &helds[i], test_held);
    g_test_add_func ("/bill/make/whole", test_whole);
    g_test_add_func ("/bill/make/meters", test_meters);
    g_test_add_func ("/bill/make/gap", test_gap);
    g_test_add_func ("/bill/make/window", test_window);
    g_test_add_func ("/bill/make/taken-back", test_taken_back);
    g_test_add_func ("/bill/make/qualities", test_qualities);
    g_test_add_func ("/bill/make/past", test_past);
    return g_test_run ();
}
