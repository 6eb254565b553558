// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-register-map.h"
#include "tests/sim/meters/tally-meter-faults.h"
#include "tests/sim/sample/tally-sample.h"

G_BEGIN_DECLS

/**
 * TallyMeterImage:
 * @clock_offset_s: the meter's clock less the true one
 * @selected_start, @selected_channel: what its load-profile window shows
 *
 * One simulated meter: the sample's figures as its model's registers show them.
 */
typedef struct {
    const TallySample *sample;
    const TallySampleMeter *meter;
    const TallyRegisterMap *map;
    const TallyMeterFaults *faults;
    int64_t clock_offset_s;
    int64_t selected_start;
    int16_t selected_channel;
} TallyMeterImage;

/**
 * tally_meter_image_read:
 * @address: of the first word
 * @n: number of words
 * @now: Unix seconds by the true clock
 * @words: (out caller-allocates) (array length=n)
 *
 * Returns: 0, or the exception that the meter answers with
 */
int tally_meter_image_read (const TallyMeterImage *self,
                            uint16_t address,
                            size_t n,
                            int64_t now,
                            uint16_t *words);

/** tally_meter_image_write: Returns: 0, or the exception that the meter answers with */
int tally_meter_image_write (TallyMeterImage *self,
                             uint16_t address,
                             size_t n,
                             const uint16_t *words,
                             int64_t now);

G_END_DECLS
