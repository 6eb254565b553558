// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWirePerson: A member of staff, as a session shows it. */
typedef struct {
    char *person_id;
    char *login;
    char *name;
    char *role;          /* clerk, supervisor, auditor or administrator */
    int64_t district_id; /* 0: all districts */
    char *language;      /* en or zh_CN */
    char **may;          /* what the role may do, such as bill-run-issue; the rest is not shown */
} TallyWirePerson;

TALLY_WIRE_DECLARE (TallyWirePerson, tally_wire_person);

G_END_DECLS
