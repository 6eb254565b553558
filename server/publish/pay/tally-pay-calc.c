// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/pay/tally-pay-calc.h"

#include <string.h>

static const char *const state_names[] = {
    [TALLY_PAY_CREATED] = "CREATED",   [TALLY_PAY_UNKNOWN] = "UNKNOWN",
    [TALLY_PAY_PENDING] = "PENDING",   [TALLY_PAY_EXPIRED] = "EXPIRED",
    [TALLY_PAY_FAILED] = "FAILED",     [TALLY_PAY_SUCCEEDED] = "SUCCEEDED",
    [TALLY_PAY_REFUNDED] = "REFUNDED", [TALLY_PAY_DISPUTED] = "DISPUTED",
};

G_STATIC_ASSERT (G_N_ELEMENTS (state_names) == TALLY_PAY_N_STATES);

/* The types of the bank's events, and what they say when the payment is not "paid". */
static const struct {
    const char *kind;
    TallyPayNews news;
} kinds[] = {
    { "checkout.session.completed", TALLY_PAY_NEWS_PENDING },
    { "checkout.session.async_payment_succeeded", TALLY_PAY_NEWS_PAID },
    { "checkout.session.async_payment_failed", TALLY_PAY_NEWS_FAILED },
    { "checkout.session.expired", TALLY_PAY_NEWS_EXPIRED },
    { "refund.created", TALLY_PAY_NEWS_REFUNDED },
    { "dispute.created", TALLY_PAY_NEWS_DISPUTED },
};

const char *
tally_pay_state_name (TallyPayState state)
{
    g_return_val_if_fail (state < TALLY_PAY_N_STATES, NULL);

    return state_names[state];
}

gboolean
tally_pay_state_parse (const char *text, TallyPayState *state)
{
    for (size_t i = 0; i < G_N_ELEMENTS (state_names); i++) {
        if (g_str_equal (text, state_names[i])) {
            *state = (TallyPayState) i;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean
tally_pay_state_is_open (TallyPayState state)
{
    return state < TALLY_PAY_EXPIRED;
}

TallyPayNews
tally_pay_news_of (const char *kind, const char *payment_status)
{
    gboolean is_paid = g_strcmp0 (payment_status, "paid") == 0;

    for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++) {
        if (g_str_equal (kind, kinds[i].kind))
            return kinds[i].news == TALLY_PAY_NEWS_PENDING && is_paid ? TALLY_PAY_NEWS_PAID
                                                                      : kinds[i].news;
    }
    return TALLY_PAY_NEWS_NONE;
}

TallyPayNews
tally_pay_news_of_session (const char *status, const char *payment_status)
{
    if (g_strcmp0 (payment_status, "paid") == 0)
        return TALLY_PAY_NEWS_PAID;
    if (g_strcmp0 (status, "open") == 0 || g_strcmp0 (status, "complete") == 0)
        return TALLY_PAY_NEWS_PENDING;
    if (g_strcmp0 (status, "failed") == 0)
        return TALLY_PAY_NEWS_FAILED;
    if (g_strcmp0 (status, "expired") == 0)
        return TALLY_PAY_NEWS_EXPIRED;
    return TALLY_PAY_NEWS_NONE;
}

static TallyPayState
state_of_news (TallyPayNews news)
{
    switch (news) {
    case TALLY_PAY_NEWS_PENDING:
        return TALLY_PAY_PENDING;
    case TALLY_PAY_NEWS_EXPIRED:
        return TALLY_PAY_EXPIRED;
    case TALLY_PAY_NEWS_FAILED:
        return TALLY_PAY_FAILED;
    case TALLY_PAY_NEWS_PAID:
        return TALLY_PAY_SUCCEEDED;
    case TALLY_PAY_NEWS_REFUNDED:
        return TALLY_PAY_REFUNDED;
    case TALLY_PAY_NEWS_DISPUTED:
        return TALLY_PAY_DISPUTED;
    case TALLY_PAY_NEWS_NONE:
    default:
        return TALLY_PAY_CREATED;
    }
}

TallyPayState
tally_pay_state_after (TallyPayState state, TallyPayNews news)
{
    return MAX (state, state_of_news (news));
}

TallyPayState
tally_pay_state_after_silence (TallyPayState state)
{
    return tally_pay_state_is_open (state) ? TALLY_PAY_UNKNOWN : state;
}

gboolean
tally_pay_news_means_paid (TallyPayNews news)
{
    return news >= TALLY_PAY_NEWS_PAID;
}

int64_t
tally_pay_poll_wait_s (int64_t n_polls)
{
    static const int64_t waits[] = { 10, 60, 300, 3600 };

    return waits[CLAMP (n_polls, 0, (int64_t) G_N_ELEMENTS (waits) - 1)];
}

void
tally_pay_reference_format (int32_t district_id,
                            const char *intent_id,
                            char reference[TALLY_PAY_REFERENCE_TEXT])
{
    g_snprintf (reference, TALLY_PAY_REFERENCE_TEXT, "%d:%s", district_id, intent_id);
}

gboolean
tally_pay_reference_parse (const char *reference,
                           int32_t *district_id,
                           char intent_id[TALLY_PAY_UUID_TEXT])
{
    char *end = NULL;
    int64_t district = g_ascii_strtoll (reference, &end, 10);

    if (end == reference || *end != ':' || district < 0 || district > INT32_MAX
        || !g_uuid_string_is_valid (end + 1))
        return FALSE;
    *district_id = (int32_t) district;
    g_strlcpy (intent_id, end + 1, TALLY_PAY_UUID_TEXT);
    return TRUE;
}
