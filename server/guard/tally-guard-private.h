// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/guard/tally-guard.h"
#include "server/guard/tally-hasher.h"

G_BEGIN_DECLS

/* Between tally-guard.c and tally-guard-attempt.c only. */

struct _TallyGuard {
    GObject parent_instance;

    TallyPool *pool;
    TallyHasher *hasher;
    gboolean is_for_customers;
    gboolean is_totp_required;
    guint64 n_signed_in;
    guint64 n_refused;
};

/* The columns guard/find-person and guard/find-session begin with. */
enum {
    PERSON_ID,
    PERSON_LOGIN,
    PERSON_NAME,
    PERSON_ROLE,
    PERSON_DISTRICT_ID,
    PERSON_CUSTOMER_ID,
    PERSON_LANGUAGE,
    PERSON_N_COLUMNS
};

/** tally_guard_read_identity: Returns: %FALSE when the role is unknown */
gboolean tally_guard_read_identity (PGresult *rows, TallySession *session);

/** tally_guard_number_at: Returns: a number of the first row */
int64_t tally_guard_number_at (PGresult *rows, int column);

G_END_DECLS
