// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** TallyRole: the office of a person, named as in guard.person.role */
typedef enum {
    TALLY_ROLE_CLERK,
    TALLY_ROLE_SUPERVISOR,
    TALLY_ROLE_AUDITOR,
    TALLY_ROLE_ADMINISTRATOR,
    TALLY_ROLE_CUSTOMER,
    TALLY_ROLE_N
} TallyRole;

/**
 * TallyAct:
 *
 * What a member of staff may be allowed to do. tally_role_may() holds the one table of who
 * may what; a client asks for the names of its own acts and shows nothing else.
 */
typedef enum {
    TALLY_ACT_SEE,               /* any list or record of the API */
    TALLY_ACT_REREAD,            /* have meters read again */
    TALLY_ACT_BILL_RUN,          /* start a bill run */
    TALLY_ACT_BILL_ISSUE,        /* issue or cancel a bill run */
    TALLY_ACT_BILL_HOLD,         /* hold and release bills */
    TALLY_ACT_BILL_CHECK,        /* set parameters of the checks before release */
    TALLY_ACT_BILL_CYCLE,        /* add cycles and put accounts into them */
    TALLY_ACT_BILL_REBILL,       /* order a correction, close an agreement */
    TALLY_ACT_BILL_APPROVE,      /* issue a correction that another person ordered */
    TALLY_ACT_SETTLEMENT_DRAFT,  /* draft and audit a settlement */
    TALLY_ACT_SETTLEMENT_SUBMIT, /* hand it to a supervisor */
    TALLY_ACT_SETTLEMENT_DECIDE, /* approve or return what another person submitted */
    TALLY_ACT_SETTLEMENT_PUBLISH,
    TALLY_ACT_PERSON,       /* add and disable people */
    TALLY_ACT_EDIT,         /* decide on exceptions, edit intervals, exchange meters */
    TALLY_ACT_TARIFF_DRAFT, /* write and propose tariffs, try them on a month */
    TALLY_ACT_TARIFF_SIGN,  /* sign what another person proposed, or send it back */
    TALLY_ACT_PLAN,         /* run jobs of the work plan now, cancel them, switch them off and on */
    TALLY_ACT_RULES,        /* set what validation's rules are held against */
    TALLY_ACT_IMPORT,       /* bring a file of readings */
    TALLY_ACT_N
} TallyAct;

/** tally_role_parse: Returns: %FALSE when @text names no role */
gboolean tally_role_parse (const char *text, TallyRole *role);
const char *tally_role_name (TallyRole role);

/**
 * tally_role_database_role:
 *
 * Returns: the database role a person of @role acts under for the length of one request,
 *   such as "tally_clerk"; %NULL for a customer, who is served by the portal's login
 */
const char *tally_role_database_role (TallyRole role);

gboolean tally_role_may (TallyRole role, TallyAct act);

/** tally_act_name: Returns: such as "bill-run" */
const char *tally_act_name (TallyAct act);

/** tally_role_acts: Returns: (transfer full): names of all acts of @role */
char **tally_role_acts (TallyRole role);

/** TALLY_GUARD_FREE_FAILURES: wrong passwords in a row before a delay begins */
#define TALLY_GUARD_FREE_FAILURES 5

/** TALLY_GUARD_DELAY_MAX_S: the longest delay */
#define TALLY_GUARD_DELAY_MAX_S 3600

/** tally_guard_delay_s: Returns: 0, then 2, 4, 8 ... seconds from the 5th failure in a row on */
int64_t tally_guard_delay_s (int64_t failures);

/** tally_guard_idle_s: Returns: seconds a session of @role lives unused: 900, customers 1800 */
int64_t tally_guard_idle_s (TallyRole role);

/** TALLY_GUARD_SESSION_MAX_S: how long a session lives at most, however busy */
#define TALLY_GUARD_SESSION_MAX_S (12 * 3600)

G_END_DECLS
