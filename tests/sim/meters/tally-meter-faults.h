// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * TallyMeterFaults: how a gateway and its meters misbehave; all 0: they do not
 * @is_dead: accepts connections, never answers
 * @delay_ms: before each answer
 * @drop_ppm: requests that get no answer
 * @hang_up_ppm: requests upon which the connection is cut
 * @exception_ppm: requests that get @exception (1 to 11) for an answer
 * @garbage_ppm: answers of random bytes
 * @wrong_unit_ppm: answers that name another unit
 * @bit_flip_ppm: answers with one bit turned
 * @swaps_words: the words of each register in the wrong order
 * @goes_back: registers count backwards
 * @clock_offset_s, @drift_ppm: of every meter's clock
 * @epoch_clock: the clocks start at 1970
 * @add_wh: more than there is on the energy registers that are read for billing
 * @wrap_digits: these show so many last digits of their Wh; 0: all
 * @stamp_offset_s: between the stamp of registers and when they were frozen
 * @twist_register, @twist_mask: bits turned in one word of every answer that covers it
 * @fixes_records, @record_wh: every interval of the memory says that
 */
typedef struct {
    gboolean is_dead;
    int64_t delay_ms;
    int64_t drop_ppm;
    int64_t hang_up_ppm;
    int64_t exception_ppm;
    int64_t exception;
    int64_t garbage_ppm;
    int64_t wrong_unit_ppm;
    int64_t bit_flip_ppm;
    gboolean swaps_words;
    gboolean goes_back;
    int64_t clock_offset_s;
    int64_t drift_ppm;
    gboolean epoch_clock;
    int64_t add_wh;
    int64_t wrap_digits;
    int64_t stamp_offset_s;
    int64_t twist_register;
    int64_t twist_mask;
    gboolean fixes_records;
    int64_t record_wh;
} TallyMeterFaults;

/**
 * tally_meter_faults_load:
 * @path: JSON: {"gateways": [{"district_id": 1, "gateway_id": 2, "delay_ms": 50, …}, …]}
 *   with the fields of #TallyMeterFaults; the switches are true or false
 * @fallback: for gateways that @path does not name
 *
 * Returns: (transfer full): "district/gateway" -> TallyMeterFaults
 */
GHashTable *tally_meter_faults_load (const char *path,
                                     const TallyMeterFaults *fallback,
                                     GError **error);

G_END_DECLS
