// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * TallyLoad: what one customer's use is made of
 *
 * @shape: index given by tally_load_find_shape()
 * @peak_w: power the shape's 100 stands for
 * @solar_w: peak of the panels; 0 without
 * @seed: makes this customer differ from the next
 */
typedef struct {
    int shape;
    int64_t peak_w;
    int64_t solar_w;
    uint32_t seed;
} TallyLoad;

/** tally_load_find_shape: Returns: the index of shape @name, or -1 */
int tally_load_find_shape (const char *name);

/**
 * tally_load_use_wh:
 * @day: local day, days since 1970-01-01
 * @quarter: quarter-hour of the local day, 0 to 95
 *
 * Returns: energy used in that quarter-hour, before the customer's own solar
 *   power; the same for the same arguments, always
 */
int64_t tally_load_use_wh (const TallyLoad *load, int day, int quarter);

/** tally_load_solar_wh: Returns: what the panels make in that quarter-hour */
int64_t tally_load_solar_wh (const TallyLoad *load, int day, int quarter);

/** tally_load_noise: Returns: an even number in [0, 1) that depends on the arguments alone */
double tally_load_noise (uint32_t seed, uint32_t a, uint32_t b);

G_END_DECLS
