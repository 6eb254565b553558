// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** TallyFrameKind: what the numbers of a frame are */
typedef enum {
    TALLY_FRAME_INTERVAL, /* energy of n intervals, one after the other */
    TALLY_FRAME_REGISTER, /* n readings of a register */
    TALLY_FRAME_N_KINDS
} TallyFrameKind;

/** TallyFrameSource: how they came. The numbers are part of stored digests. */
typedef enum {
    TALLY_FRAME_MODBUS,  /* a register, asked from the meter */
    TALLY_FRAME_PROFILE, /* the meter's load-profile memory */
    TALLY_FRAME_NEM12,
    TALLY_FRAME_NEM13,
    TALLY_FRAME_CSV,
    TALLY_FRAME_ESPI,
    TALLY_FRAME_MSCONS,
    TALLY_FRAME_MANUAL,
    TALLY_FRAME_N_SOURCES
} TallyFrameSource;

/** Most intervals or readings in one frame: the seconds of a 25-hour day. */
#define TALLY_FRAME_MAX_N 90000

/**
 * TallyCollectFrame:
 * @day: local day of @first_at in the district's zone, days since 1970-01-01
 * @first_at: Unix seconds; of an interval frame the start of the first interval
 * @interval_s: length of an interval; of a register frame the time between two
 *   readings, 0 when @n is 1
 * @exponent: a value counts 10^exponent of the channel's unit (Wh, varh, W, mV, mA)
 * @payload: the values, as tally_block_add_values() writes them
 * @flags: the qualities, as tally_block_add_flags() writes them
 * @origin: 16 bytes: the batch of collect.attempt, of @source %TALLY_FRAME_MANUAL the reading of
 *   collect.manual_reading; 32 bytes: the SHA-256 of collect.file
 * @received_at: Unix seconds, when it was stored; 0 before that
 * @digest: (nullable): its SHA-256, where it was read from the store and checked
 *
 * One channel of one meter for part of one local day, as it arrived. Frames of
 * a meter (modbus, profile, manual) are secondary, frames of market files
 * primary: see tally_frame_source_is_primary(). A frame borrows its bytes.
 */
typedef struct {
    int32_t district_id;
    int32_t day;
    int64_t point_id;
    int64_t meter_id;
    int16_t channel;
    TallyFrameKind kind;
    TallyFrameSource source;
    int64_t first_at;
    int32_t interval_s;
    int32_t n;
    int16_t exponent;
    const uint8_t *payload;
    size_t payload_length;
    const uint8_t *flags;
    size_t flags_length;
    const uint8_t *origin;
    size_t origin_length;
    int64_t received_at;
    const uint8_t *digest;
} TallyCollectFrame;

/** tally_frame_kind_name: Returns: "interval" or "register" */
const char *tally_frame_kind_name (TallyFrameKind kind);

/** tally_frame_kind_find: Returns: %FALSE when no kind has that name */
gboolean tally_frame_kind_find (const char *name, TallyFrameKind *kind);

/** tally_frame_source_name: Returns: "modbus", "nem12" … */
const char *tally_frame_source_name (TallyFrameSource source);

/** tally_frame_source_find: Returns: %FALSE when no source has that name */
gboolean tally_frame_source_find (const char *name, TallyFrameSource *source);

/**
 * tally_frame_source_is_primary:
 *
 * Returns: %TRUE when CT and PT ratio are in the values already: market files
 *   state what the customer used; a meter says what went through it
 */
gboolean tally_frame_source_is_primary (TallyFrameSource source);

G_END_DECLS
