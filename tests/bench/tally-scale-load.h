// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/lib/tally-test-frames.h"

G_BEGIN_DECLS

/** Points below one transformer area. */
#define TALLY_SCALE_AREA 200

/**
 * TallyScale: how large a utility
 * @n_points: in all; spread over the districts evenly
 * @n_districts: each with a node and areas of %TALLY_SCALE_AREA points
 * @days: local days that are loaded
 */
typedef struct {
    size_t n_points;
    int32_t n_districts;
    TallyDays days;
} TallyScale;

/** tally_scale_per_district: Returns: points of one district */
size_t tally_scale_per_district (const TallyScale *scale);

/** tally_scale_master_sql: Returns: (transfer full): districts, nodes, points, meters, months */
char *tally_scale_master_sql (const TallyScale *scale);

/**
 * tally_scale_attempts_sql:
 *
 * Returns: (transfer full): each meter asked once on each day of @days; one in a hundred does
 *   not answer
 */
char *tally_scale_attempts_sql (TallyDays days);

/**
 * tally_scale_frames:
 * @first: index of the first point within the district
 *
 * Frames of @n points for one day, shaped as the sample utility's loads are: four in five are
 * households, the others shops and works; one in ten of the households has panels. One frame in
 * five hundred is missing. The same arguments give the same frames.
 */
TallyTestFrames *tally_scale_frames (int32_t district_id, int32_t day, int64_t first, size_t n);

G_END_DECLS
