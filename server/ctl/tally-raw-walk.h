// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "shared/time/tally-day.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * tally_raw_walk:
 * @db: a connection of the settle role
 * @origins: another one: @db is busy with the frames
 * @code: of a metering point
 * @day: a local day
 * @channel: 1 to 199, or 0 for all
 * @error: return location: no such point; a frame that is not what its digest says
 *
 * Walks from what is settled to the bytes that came in: the versions of the day that validation
 * made, the frames they were made from (digest and place in the chain checked), and what brought
 * each frame: the question to the meter, or the file and the line in it.
 *
 * Returns: (transfer full): {point, name, district_id, point_id, day, chain: {frames, intact,
 *   first_bad}, blocks: […], frames: [{seq, …, values, qualities, payload, flags, origin}]}
 */
JsonObject *tally_raw_walk (TallyDb *db,
                            TallyDb *origins,
                            const char *code,
                            TallyDay day,
                            int channel,
                            GError **error);

G_END_DECLS
