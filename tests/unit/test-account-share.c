// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: every cent of a bill's line lies on exactly one interval, where the energy, the time or the
 * charges are that it goes by: a graph of money adds up to its bill. */
#include "tests/unit/account-parts.h"

typedef struct {
    const char *name;
    int64_t minor;
    int64_t weights[4];
    gboolean is_even;
    int64_t shares[4];
} SpreadCase;

static const SpreadCase spreads[] = {
    /* A third of a hundred each: what is left over falls where it completes a cent. */
    { "thirds", 100, { 1, 1, 1, 0 }, FALSE, { 33, 33, 34, 0 } },
    { "owed", -100, { 1, 1, 1, 0 }, FALSE, { -33, -33, -34, 0 } },
    { "by-weight", 100, { 10, 0, 30, 60 }, FALSE, { 10, 0, 30, 60 } },
    { "negative-has-no-share", 100, { 1, -5, 3, 0 }, FALSE, { 25, 0, 75, 0 } },
    { "no-weight", 10, { 0, 0, 0, 0 }, FALSE, { 2, 3, 2, 3 } },
    { "evenly", 10, { 0 }, TRUE, { 2, 3, 2, 3 } },
    { "largest",
      INT64_MAX,
      { INT64_MAX, INT64_MAX, 0, 0 },
      FALSE,
      { INT64_MAX / 2, INT64_MAX / 2 + 1, 0, 0 } },
};

static void
test_spread (gconstpointer data)
{
    const SpreadCase *c = data;
    int64_t shares[4] = { 0 };

    tally_account_spread (c->minor, c->is_even ? NULL : c->weights, 4, shares);
    g_assert_cmpmem (shares, sizeof shares, c->shares, sizeof c->shares);
    /* Another line is added to what is there. */
    tally_account_spread (-c->minor, c->is_even ? NULL : c->weights, 4, shares);
    for (size_t i = 0; i < 4; i++)
        g_assert_cmpint (shares[i], ==, 0);
}

static const struct {
    TallyLineKind kind;
    const char *unit;
    TallyAccountShare share;
} shares[] = {
    { TALLY_LINE_FIXED, "month", TALLY_SHARE_BY_TIME },
    { TALLY_LINE_ENERGY, "kWh", TALLY_SHARE_BY_ENERGY },
    { TALLY_LINE_DEMAND, "kW", TALLY_SHARE_BY_TIME },
    { TALLY_LINE_CAPACITY, "kVA", TALLY_SHARE_BY_TIME },
    { TALLY_LINE_POWER_FACTOR, "%", TALLY_SHARE_BY_CHARGE },
    { TALLY_LINE_REACTIVE, "kvarh", TALLY_SHARE_BY_TIME },
    { TALLY_LINE_LEVY, "kWh", TALLY_SHARE_BY_ENERGY },
    { TALLY_LINE_LEVY, "%", TALLY_SHARE_BY_CHARGE },
    { TALLY_LINE_TAX, "%", TALLY_SHARE_BY_CHARGE },
    { TALLY_LINE_MINIMUM, "month", TALLY_SHARE_BY_CHARGE },
    { TALLY_LINE_MAXIMUM, "month", TALLY_SHARE_BY_CHARGE },
    { TALLY_LINE_EXPORT, "kWh", TALLY_SHARE_BY_ENERGY },
    { TALLY_LINE_CREDIT, "kWh", TALLY_SHARE_BY_CHARGE },
    { TALLY_LINE_DISCOUNT, "kWh", TALLY_SHARE_BY_CHARGE },
    { TALLY_LINE_COINCIDENT, "kW", TALLY_SHARE_BY_TIME },
};

static void
test_share_of (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (shares); i++) {
        TallyPriceLine line = { .kind = shares[i].kind, .unit = shares[i].unit };

        g_test_message ("%s", tally_line_kind_name (line.kind));
        g_assert_cmpint (tally_account_share_of (&line), ==, shares[i].share);
    }
}

/* Where the cents of each line of a day fall: energy at noon and at one o'clock, export at six. */
static gboolean
share_lines (const TallyAccountPart *part, gpointer user_data, GError **error)
{
    int64_t (*amounts)[24] = user_data;
    TallyPriceLine export = { .kind = TALLY_LINE_EXPORT, .unit = "kWh" };

    g_assert_cmpuint (part->bill->n_lines, ==, 4);
    for (size_t i = 0; i < part->bill->n_lines; i++) {
        const TallyPriceLine *line = &part->bill->lines[i];

        tally_account_share_line (part, line, line->amount.minor, amounts[i]);
        tally_account_share_line (part, line, line->amount.minor, amounts[4]);
    }
    /* Money for energy delivered, where no interval says when: evenly. */
    if (part->input->export == NULL)
        tally_account_share_line (part, &export, -48, amounts[5]);
    return TRUE;
}

static void
test_share_line (void)
{
    /* 2 kWh of the peak at 3 and 6 kWh of the rest at 1; 24.00 a day; 1 of 10 kWh delivered; a
     * tenth of it all as tax. */
    g_autoptr(TallyTariff) tariff = tariff_of (DOCUMENT (
        "\"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"peak\"}, {\"id\": \"rest\"}], "
        "\"rules\": [{\"spans\": [{\"from\": \"00:00\", \"to\": \"12:00\", \"band\": \"rest\"}, "
        "{\"from\": \"12:00\", \"to\": \"13:00\", \"band\": \"peak\"}, {\"from\": \"13:00\", "
        "\"to\": \"24:00\", \"band\": \"rest\"}]}]}], ",
        "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": [{\"bands\": "
        "[\"peak\"], \"rate\": \"3\"}, {\"bands\": [\"rest\"], \"rate\": \"1\"}]}, {\"id\": \"f\", "
        "\"kind\": \"fixed\", \"rate\": \"24\", \"per\": \"day\"}, {\"id\": \"t\", \"kind\": "
        "\"tax\", \"percent\": \"10\"}"));
    TallyDays day = { tally_day_new (2026, 4, 1), tally_day_new (2026, 4, 2) };
    g_autoptr(TallyAccountUse) use = tally_account_use_new (zone_of ("UTC"), day, 3600);
    g_autoptr(GError) error = NULL;
    TallyAccountTerms terms = { 0 };
    TallyAccountTariff version = { "t", 1, { { 0 }, { G_MAXINT32 } }, tariff };
    TallyAccountOrder order = { .terms = &terms,
                                .use = use,
                                .days = day,
                                .full_days = 30,
                                .tariffs = &version,
                                .n_tariffs = 1 };
    int64_t amounts[6][24] = { 0 };

    use->import[12] = 2000;
    use->import[13] = 1500;
    use->import[14] = 4500;
    tally_account_price (&order, share_lines, amounts, &error);
    g_assert_no_error (error);
    for (size_t i = 0; i < 24; i++) {
        g_assert_cmpint (amounts[0][i], ==, i == 12 ? 600 : 0);
        g_assert_cmpint (amounts[1][i], ==, i == 13 ? 150 : i == 14 ? 450 : 0);
        g_assert_cmpint (amounts[2][i], ==, 100);
        g_assert_cmpint (amounts[3][i], ==, 15); /* of itself nothing to go by: 3.60 evenly */
        /* 1.00 an hour, the energy, and a tenth of both */
        g_assert_cmpint (amounts[4][i], ==, i == 12 ? 770 : i == 13 ? 275 : i == 14 ? 605 : 110);
        g_assert_cmpint (amounts[5][i], ==, -2);
    }
}

/* Energy delivered is paid for where it was delivered: 3 of 4 kWh at six, 1 at seven. */
static gboolean
share_export (const TallyAccountPart *part, gpointer user_data, GError **error)
{
    g_assert_cmpuint (part->bill->n_lines, ==, 1);
    g_assert_cmpint (part->bill->lines[0].kind, ==, TALLY_LINE_EXPORT);
    tally_account_share_line (part, &part->bill->lines[0], part->bill->lines[0].amount.minor,
                              user_data);
    return TRUE;
}

static void
test_share_export (void)
{
    g_autoptr(TallyTariff) tariff = tariff_of (
        DOCUMENT ("", "{\"id\": \"x\", \"kind\": \"export\", \"method\": \"sell-all\", \"rate\": "
                      "\"0.5\"}"));
    TallyDays day = { tally_day_new (2026, 4, 1), tally_day_new (2026, 4, 2) };
    g_autoptr(TallyAccountUse) use = tally_account_use_new (zone_of ("UTC"), day, 3600);
    g_autoptr(GError) error = NULL;
    TallyAccountTerms terms = { 0 };
    TallyAccountTariff version = { "t", 1, { { 0 }, { G_MAXINT32 } }, tariff };
    TallyAccountOrder order = { .terms = &terms,
                                .use = use,
                                .days = day,
                                .full_days = 30,
                                .tariffs = &version,
                                .n_tariffs = 1 };
    int64_t amounts[24] = { 0 };

    use->has_export = TRUE;
    use->export[6] = 3000;
    use->export[7] = 1000;
    tally_account_price (&order, share_export, amounts, &error);
    g_assert_no_error (error);
    for (size_t i = 0; i < 24; i++)
        g_assert_cmpint (amounts[i], ==, i == 6 ? -150 : i == 7 ? -50 : 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (spreads); i++) {
        g_autofree char *path = g_strconcat ("/account/spread/", spreads[i].name, NULL);

        g_test_add_data_func (path, &spreads[i], test_spread);
    }
    g_test_add_func ("/account/share-of", test_share_of);
    g_test_add_func ("/account/share-line", test_share_line);
    g_test_add_func ("/account/share-export", test_share_export);
    return g_test_run ();
}
