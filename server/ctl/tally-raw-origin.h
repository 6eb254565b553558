// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/raw/tally-raw-store.h"
#include "shared/time/tally-zone.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * tally_raw_origin:
 * @first_value: of the frame
 * @code: of the frame's point
 * @zone: of its district
 * @day: of the frame, "YYYY-MM-DD"
 *
 * Returns: (transfer full): what brought @frame: {kind: "attempt", batch, asked_at, answered_at,
 *   result, tries, gateway}, {kind: "file", name, format, sha256, bytes, is_intact, line, text} or
 *   {kind: "reading", reading_id, made_by, made_at, note, photo, withdrawn_by, withdrawn_at,
 *   withdrawn_reason}
 */
JsonObject *tally_raw_origin (TallyDb *db,
                              const TallyRawFrame *frame,
                              int64_t first_value,
                              const char *code,
                              const TallyZone *zone,
                              const char *day,
                              GError **error);

/** tally_raw_hex: Returns: (transfer full): bytes in hexadecimal */
char *tally_raw_hex (const uint8_t *bytes, size_t length);

G_END_DECLS
