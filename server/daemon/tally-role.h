// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/daemon/tally-settings.h"
#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyDaemonRole:
 * @name: as in `--role`
 * @login: database role it connects as
 * @start: builds the role's parts and starts them; blocking is allowed, because
 *   nothing is served yet. Returns what @stop needs, or %NULL with an error
 * @stop: ends them: nothing new is begun, what runs may finish within a few seconds
 *
 * One of the things a gridtallyd does. A role is a file of its own, at most
 * 100 lines: it chooses parts and connects them, and does nothing itself.
 */
typedef struct {
    const char *name;
    const char *login;
    gpointer (*start) (const TallySettings *settings, const char *conninfo, GError **error);
    void (*stop) (gpointer role);
} TallyDaemonRole;

extern const TallyDaemonRole tally_api_role;
extern const TallyDaemonRole tally_web_role;
extern const TallyDaemonRole tally_collect_role;
extern const TallyDaemonRole tally_settle_role;

/** tally_station_role: stands in for tally_collect_role where there is a server in place of a
 * database */
extern const TallyDaemonRole tally_station_role;

G_END_DECLS
