// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyNotice:
 *
 * One connection that listens to PostgreSQL's notifications on the main loop. A connection that
 * breaks is made again after some seconds; what was notified between is lost, so a
 * notification is a hint to look, never the news itself.
 */
#define TALLY_TYPE_NOTICE (tally_notice_get_type ())
G_DECLARE_FINAL_TYPE (TallyNotice, tally_notice, TALLY, NOTICE, GObject)

/** TallyNoticeHeard: @payload: as of NOTIFY */
typedef void (*TallyNoticeHeard) (const char *channel, const char *payload, gpointer user_data);

/**
 * tally_notice_new:
 * @conninfo: a libpq connection string
 * @user: login role
 * @channels: (array zero-terminated=1): static names
 * @heard: called in the main loop
 */
TallyNotice *tally_notice_new (const char *conninfo,
                               const char *user,
                               const char *const *channels,
                               TallyNoticeHeard heard,
                               gpointer user_data);

/** tally_notice_close: hears nothing more */
void tally_notice_close (TallyNotice *self);

G_END_DECLS
