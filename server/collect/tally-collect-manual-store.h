// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/** Most bytes of a photo; a telephone's picture of a meter has two to four million. */
#define TALLY_PHOTO_MAX_BYTES (5 * 1024 * 1024)

/**
 * TallyCollectManual: a register that a person read off a meter
 * @reading_id: a UUID; of the frame it becomes, too
 * @channel: 1 to 4: A+, A-, R+, R-
 * @at: Unix seconds
 * @serial: number of the meter; "": the main one that hung there then
 * @value: what the register showed, in Wh or varh, no ratio applied
 * @note: "" where a photo says enough
 * @photo: (nullable): SHA-256 in hexadecimal of a photo that is kept
 * @person: login of who says so
 */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    const char *reading_id;
    int16_t channel;
    int64_t at;
    const char *serial;
    int64_t value;
    const char *note;
    const char *photo;
    const char *person;
} TallyCollectManual;

/** TallyCollectHung: the meter that a reading is of */
typedef struct {
    int64_t meter_id;
    int digits; /* it passes its end at 10^digits Wh */
    char *serial;
    char *time_zone;
} TallyCollectHung;

void tally_collect_hung_clear (TallyCollectHung *hung);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyCollectHung, tally_collect_hung_clear)

/**
 * tally_collect_manual_store_meter:
 * @db: a connection of the collector role
 * @hung: (out caller-allocates): the meter that hung at the point at the instant
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID "at: …" or "serial: …" when there is none
 */
gboolean tally_collect_manual_store_meter (TallyDb *db,
                                           const TallyCollectManual *reading,
                                           TallyCollectHung *hung,
                                           GError **error);

/**
 * tally_collect_manual_store_add:
 * @db: in a transaction
 * @is_new: (out): %FALSE: this very reading is kept already
 *
 * Returns: %FALSE with %TALLY_ERROR_EXISTS when @reading_id names another reading, was withdrawn,
 *   or another figure of that meter and instant stands
 */
gboolean tally_collect_manual_store_add (TallyDb *db,
                                         const TallyCollectManual *reading,
                                         int64_t meter_id,
                                         gboolean *is_new,
                                         GError **error);

/**
 * tally_collect_manual_store_withdraw:
 * @db: in a transaction
 * @at: (out): when it was read
 * @is_new: (out): %FALSE: it is withdrawn already
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND when the point has no such reading
 */
gboolean tally_collect_manual_store_withdraw (TallyDb *db,
                                              int32_t district_id,
                                              int64_t point_id,
                                              const char *reading_id,
                                              const char *person,
                                              const char *reason,
                                              int64_t *at,
                                              gboolean *is_new,
                                              GError **error);

/**
 * tally_collect_manual_store_add_photo:
 * @sha256: of @content, in hexadecimal
 * @media_type: "image/jpeg" or "image/png"
 *
 * Keeps a photo; harmless when repeated.
 */
gboolean tally_collect_manual_store_add_photo (TallyDb *db,
                                               int32_t district_id,
                                               const char *sha256,
                                               const char *media_type,
                                               GBytes *content,
                                               const char *person,
                                               GError **error);

/** tally_collect_manual_store_has_photo: whether @district_id keeps a photo of that SHA-256 */
gboolean tally_collect_manual_store_has_photo (TallyDb *db,
                                               int32_t district_id,
                                               const char *sha256,
                                               gboolean *has,
                                               GError **error);

G_END_DECLS
