// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "server/guard/tally-guard-calc.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TallySession:
 * @token: (nullable): set only on the way to the person who just signed in
 * @person_id: UUID
 * @role: office
 * @district_id: own district; 0 of staff: all districts
 * @customer_id: of a customer, else 0
 * @language: "en" or "zh_CN"
 * @csrf: what every change made with the cookie must repeat
 * @expires_at: Unix seconds
 * @confirmed_at: Unix seconds: when the password was given last
 *
 * Who is asking. Never changes; reference counted.
 */
typedef struct {
    char *token;
    char *person_id;
    char *login;
    char *name;
    TallyRole role;
    int32_t district_id;
    int64_t customer_id;
    char *language;
    char *csrf;
    int64_t expires_at;
    int64_t confirmed_at;
} TallySession;

#define TALLY_TYPE_SESSION (tally_session_get_type ())
GType tally_session_get_type (void);

TallySession *tally_session_new (void);
TallySession *tally_session_ref (TallySession *session);
void tally_session_unref (TallySession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallySession, tally_session_unref)

/**
 * tally_session_scope:
 * @session: who is asking
 *
 * Returns: the scope under which the pool runs the person's queries; points into @session
 */
TallyScope tally_session_scope (const TallySession *session);

G_END_DECLS
