// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/pay/tally-pay-calc.h"

G_BEGIN_DECLS

/**
 * TallyPayEvent:
 * @event_id: unique at the bank; of an answer to a question, made by us
 * @kind: the bank's type of event
 * @news: what it says
 * @district_id, @intent_id: which intent it is about
 * @session: (nullable): the bank's id of the session
 * @object_id: the bank's id of what it is about: session, refund or dispute
 * @amount_minor: how much
 * @currency: (nullable): in upper case
 * @url: (nullable): of a session: the hosted page
 *
 * One word of the bank, read from its JSON.
 */
typedef struct {
    char *event_id;
    char *kind;
    TallyPayNews news;
    int32_t district_id;
    char intent_id[TALLY_PAY_UUID_TEXT];
    char *session;
    char *object_id;
    int64_t amount_minor;
    char *currency;
    char *url;
} TallyPayEvent;

void tally_pay_event_free (TallyPayEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyPayEvent, tally_pay_event_free)

/**
 * tally_pay_event_parse:
 * @body: (array length=length): a webhook's body; its signature was checked
 * @error: return location
 *
 * Returns: (transfer full): the event, or %NULL with %TALLY_ERROR_INVALID. An
 *   event of a kind we do not know, or about an intent that is not ours, has
 *   %TALLY_PAY_NEWS_NONE.
 */
TallyPayEvent *tally_pay_event_parse (const uint8_t *body, size_t length, GError **error);

/**
 * tally_pay_event_parse_session:
 * @body: (array length=length): the bank's answer: one session
 *
 * The same for an answer to our own question. Its id is made of the session
 * and what it says, so asking twice says the same thing once.
 */
TallyPayEvent *tally_pay_event_parse_session (const uint8_t *body, size_t length, GError **error);

G_END_DECLS
