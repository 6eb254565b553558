// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * TallyWorkReading: a register that a person read off a meter
 * @reading_id: a UUID made by who asks; repeating it is harmless
 * @channel: 1 to 4: A+, A-, R+, R-
 * @at: Unix seconds
 * @serial: (nullable): number of the meter, where it is not the main one
 * @value: what the register showed, in Wh or varh, no ratio applied
 * @note: (nullable): what the person has to say; needed unless there is a photo
 * @photo: (nullable): what tally_work_reading_keep_photo() gave
 * @person: login of who brings it
 * @address: (nullable): from where
 */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    const char *reading_id;
    int64_t channel;
    int64_t at;
    const char *serial;
    int64_t value;
    const char *note;
    const char *photo;
    const char *person;
    const char *address;
} TallyWorkReading;

/**
 * tally_work_reading_add:
 * @conninfo: connection string; the collector role stores the reading
 * @reading: what was read
 * @now: Unix seconds
 * @error: return location
 *
 * Keeps the reading, its raw frame and the record of who brought it, all or nothing, and validates
 * the days of the point that a register at that instant can change (DOMAIN 2: manual readings go
 * through the same validation).
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID "field: …" when it cannot be, %TALLY_ERROR_EXISTS when
 *   another figure of that meter and instant stands
 */
gboolean tally_work_reading_add (const char *conninfo,
                                 const TallyWorkReading *reading,
                                 int64_t now,
                                 GError **error);

/**
 * tally_work_reading_withdraw:
 * @reading: its district, point, id, person and address
 * @reason: why it was wrong
 *
 * From now on validation passes over the reading; its frame and what was said of it stay.
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND when the point has no such reading
 */
gboolean tally_work_reading_withdraw (const char *conninfo,
                                      const TallyWorkReading *reading,
                                      const char *reason,
                                      int64_t now,
                                      GError **error);

/**
 * tally_work_reading_keep_photo:
 * @content: a JPEG or PNG picture of at most %TALLY_PHOTO_MAX_BYTES
 *
 * Keeps a photo that a reading names afterwards.
 *
 * Returns: (transfer full) (nullable): its SHA-256 in hexadecimal; %TALLY_ERROR_INVALID when it is
 *   no such picture
 */
char *tally_work_reading_keep_photo (const char *conninfo,
                                     int32_t district_id,
                                     GBytes *content,
                                     const char *person,
                                     GError **error);

G_END_DECLS
