// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: whatever order the bank's words come in, a payment ends in the same
 * state, and a late failure never overwrites success. */
#include "server/publish/pay/tally-pay-calc.h"

static const struct {
    const char *kind;
    const char *payment_status;
    TallyPayNews news;
} news_cases[] = {
    { "checkout.session.completed", "paid", TALLY_PAY_NEWS_PAID },
    { "checkout.session.completed", "unpaid", TALLY_PAY_NEWS_PENDING },
    { "checkout.session.completed", NULL, TALLY_PAY_NEWS_PENDING },
    { "checkout.session.async_payment_succeeded", NULL, TALLY_PAY_NEWS_PAID },
    { "checkout.session.async_payment_failed", "unpaid", TALLY_PAY_NEWS_FAILED },
    { "checkout.session.expired", NULL, TALLY_PAY_NEWS_EXPIRED },
    { "refund.created", NULL, TALLY_PAY_NEWS_REFUNDED },
    { "dispute.created", NULL, TALLY_PAY_NEWS_DISPUTED },
    { "customer.created", "paid", TALLY_PAY_NEWS_NONE },
};

static void
test_news (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (news_cases); i++)
        g_assert_cmpint (tally_pay_news_of (news_cases[i].kind, news_cases[i].payment_status), ==,
                         news_cases[i].news);
}

/* What the bank says when it is asked: "paid" is paid, whatever the session's own state. */
static const struct {
    const char *status;
    const char *payment_status;
    TallyPayNews news;
    gboolean is_paid;
} session_cases[] = {
    { "complete", "paid", TALLY_PAY_NEWS_PAID, TRUE },
    { "expired", "paid", TALLY_PAY_NEWS_PAID, TRUE },
    { "open", "unpaid", TALLY_PAY_NEWS_PENDING, FALSE },
    { "complete", "unpaid", TALLY_PAY_NEWS_PENDING, FALSE },
    { "failed", "unpaid", TALLY_PAY_NEWS_FAILED, FALSE },
    { "expired", NULL, TALLY_PAY_NEWS_EXPIRED, FALSE },
    { "?", NULL, TALLY_PAY_NEWS_NONE, FALSE },
    { NULL, NULL, TALLY_PAY_NEWS_NONE, FALSE },
};

static void
test_session (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (session_cases); i++) {
        TallyPayNews news = tally_pay_news_of_session (session_cases[i].status,
                                                       session_cases[i].payment_status);

        g_assert_cmpint (news, ==, session_cases[i].news);
        g_assert_true (tally_pay_news_means_paid (news) == session_cases[i].is_paid);
    }
    /* Money that went back, or that is disputed, was paid before. */
    g_assert_true (tally_pay_news_means_paid (TALLY_PAY_NEWS_REFUNDED));
    g_assert_true (tally_pay_news_means_paid (TALLY_PAY_NEWS_DISPUTED));
}

typedef struct {
    const char *name;
    TallyPayNews news[6];
    TallyPayState state;
} Story;

static const Story stories[] = {
    { "paid-at-last",
      { TALLY_PAY_NEWS_PENDING, TALLY_PAY_NEWS_FAILED, TALLY_PAY_NEWS_EXPIRED,
        TALLY_PAY_NEWS_PENDING, TALLY_PAY_NEWS_PAID, TALLY_PAY_NEWS_PAID },
      TALLY_PAY_SUCCEEDED },
    { "refunded",
      { TALLY_PAY_NEWS_PENDING, TALLY_PAY_NEWS_PAID, TALLY_PAY_NEWS_FAILED, TALLY_PAY_NEWS_REFUNDED,
        TALLY_PAY_NEWS_EXPIRED, TALLY_PAY_NEWS_NONE },
      TALLY_PAY_REFUNDED },
    { "disputed",
      { TALLY_PAY_NEWS_PAID, TALLY_PAY_NEWS_DISPUTED, TALLY_PAY_NEWS_REFUNDED,
        TALLY_PAY_NEWS_FAILED, TALLY_PAY_NEWS_PENDING, TALLY_PAY_NEWS_NONE },
      TALLY_PAY_DISPUTED },
    { "never-paid",
      { TALLY_PAY_NEWS_PENDING, TALLY_PAY_NEWS_EXPIRED, TALLY_PAY_NEWS_FAILED,
        TALLY_PAY_NEWS_PENDING, TALLY_PAY_NEWS_NONE, TALLY_PAY_NEWS_EXPIRED },
      TALLY_PAY_FAILED },
};

/* Heap's algorithm; silence of the bank is thrown in before any event. */
static int
permute (TallyPayNews *news, size_t n, TallyPayState expected)
{
    int count = 0;

    if (n == 1) {
        for (size_t silent = 0; silent < 7; silent++) {
            TallyPayState state = TALLY_PAY_CREATED;

            for (size_t i = 0; i < 6; i++) {
                if (i == silent)
                    state = tally_pay_state_after_silence (state);
                state = tally_pay_state_after (state, news[i]);
            }
            g_assert_cmpint (state, ==, expected);
        }
        return 1;
    }
    for (size_t i = 0; i < n; i++) {
        size_t other = n % 2 == 0 ? i : 0;
        TallyPayNews kept;

        count += permute (news, n - 1, expected);
        kept = news[other];
        news[other] = news[n - 1];
        news[n - 1] = kept;
    }
    return count;
}

static void
test_story (gconstpointer data)
{
    Story story = *(const Story *) data;

    g_assert_cmpint (permute (story.news, 6, story.state), ==, 720);
}

static void
test_silence (void)
{
    g_assert_cmpint (tally_pay_state_after_silence (TALLY_PAY_PENDING), ==, TALLY_PAY_UNKNOWN);
    g_assert_cmpint (tally_pay_state_after_silence (TALLY_PAY_SUCCEEDED), ==, TALLY_PAY_SUCCEEDED);
    g_assert_cmpint (tally_pay_state_after_silence (TALLY_PAY_FAILED), ==, TALLY_PAY_FAILED);
    g_assert_cmpint (tally_pay_poll_wait_s (-1), ==, 10);
    g_assert_cmpint (tally_pay_poll_wait_s (0), ==, 10);
    g_assert_cmpint (tally_pay_poll_wait_s (1), ==, 60);
    g_assert_cmpint (tally_pay_poll_wait_s (2), ==, 300);
    g_assert_cmpint (tally_pay_poll_wait_s (99), ==, 3600);
}

static void
test_names (void)
{
    static const char *const bad[] = { "", "succeeded", "SUCCEEDED ", "PAID" };
    TallyPayState kept = TALLY_PAY_PENDING;

    for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
        g_assert_false (tally_pay_state_parse (bad[i], &kept));
    g_assert_cmpint (kept, ==, TALLY_PAY_PENDING);
    for (guint i = 0; i < TALLY_PAY_N_STATES; i++) {
        TallyPayState state;

        g_assert_true (tally_pay_state_parse (tally_pay_state_name (i), &state));
        g_assert_cmpint (state, ==, i);
    }
}

static void
test_reference (void)
{
    static const char *const bad[] = { "",
                                       "1",
                                       "1:",
                                       "x:11111111-1111-4111-8111-111111111111",
                                       "-1:11111111-1111-4111-8111-111111111111",
                                       "99999999999:11111111-1111-4111-8111-111111111111",
                                       "1:11111111-1111-4111-8111-11111111111" };
    char text[TALLY_PAY_REFERENCE_TEXT];
    char id[TALLY_PAY_UUID_TEXT];
    int32_t district;

    tally_pay_reference_format (INT32_MAX, "11111111-1111-4111-8111-111111111111", text);
    g_assert_true (tally_pay_reference_parse (text, &district, id));
    g_assert_cmpint (district, ==, INT32_MAX);
    g_assert_cmpstr (id, ==, "11111111-1111-4111-8111-111111111111");
    for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
        g_assert_false (tally_pay_reference_parse (bad[i], &district, id));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/pay/news", test_news);
    g_test_add_func ("/pay/session", test_session);
    g_test_add_func ("/pay/silence", test_silence);
    g_test_add_func ("/pay/names", test_names);
    g_test_add_func ("/pay/reference", test_reference);
    for (size_t i = 0; i < G_N_ELEMENTS (stories); i++) {
        g_autofree char *path = g_strconcat ("/pay/any-order/", stories[i].name, NULL);

        g_test_add_data_func (path, &stories[i], test_story);
    }
    return g_test_run ();
}
