// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sim/meters/tally-meter-image.h"

#include <string.h>

#define INTERVAL_S 900
#define ILLEGAL_ADDRESS 2
#define ILLEGAL_VALUE 3
#define NO_VALUE 0xffff
#define DEMAND_DAYS 30
/* Below it a meter's stamps are taken for true, so that its memory and the
 * utility's history files agree to the watt-hour. */
#define EXACT_CLOCK_S 60

static int64_t
floor_interval (int64_t at)
{
    return at - at % INTERVAL_S;
}

/* The sample's points have no capacitive loads: R- stands still. */
static gboolean
has_channel (int16_t channel)
{
    return channel < 4;
}

static int64_t
energy_at (const TallyMeterImage *self, int16_t channel, int64_t at)
{
    int64_t value = has_channel (channel)
                        ? tally_sample_register (self->sample, self->meter, channel, at)
                        : 0;

    /* Mirrored on an instant: it counts down from there. */
    if (self->faults->goes_back && has_channel (channel))
        value = MAX (0, 2
                                * tally_sample_register (self->sample, self->meter, channel,
                                                         self->meter->installed_at)
                            - value);
    return value;
}

static int64_t
power_at (const TallyMeterImage *self, int64_t at)
{
    int64_t start = floor_interval (at);

    return (tally_sample_interval (self->sample, self->meter, 1, start)
            - tally_sample_interval (self->sample, self->meter, 2, start))
           * (3600 / INTERVAL_S);
}

static int64_t
demand_at (const TallyMeterImage *self, int64_t at)
{
    int64_t most_wh = 0;

    for (int i = 1; i <= DEMAND_DAYS * 86400 / INTERVAL_S; i++) {
        int64_t start = floor_interval (at) - (int64_t) i * INTERVAL_S;

        if (start < self->meter->installed_at)
            break;
        most_wh = MAX (most_wh, tally_sample_interval (self->sample, self->meter, 1, start));
    }
    return most_wh * (3600 / INTERVAL_S);
}

/* When the registers were frozen last, by the true clock. */
static int64_t
frozen_at (const TallyMeterImage *self, int64_t now)
{
    int64_t stamp = floor_interval (now + self->clock_offset_s);

    return ABS (self->clock_offset_s) < EXACT_CLOCK_S ? stamp : stamp - self->clock_offset_s;
}

/* What a register that is read for billing shows. */
static int64_t
shown (const TallyMeterImage *self, int64_t energy_wh)
{
    int64_t end = 1;

    energy_wh += self->faults->add_wh;
    for (int i = 0; i < self->faults->wrap_digits; i++)
        end *= 10;
    return end > 1 ? energy_wh % end : energy_wh;
}

/* What a register measures, in Wh, varh, W, mV, mA, mHz or thousandths. */
static int64_t
figure (const TallyMeterImage *self, const TallyRegister *reg, int64_t now)
{
    static const char *const energies[] = { "import", "export", "reactive_import",
                                            "reactive_export" };
    int share = g_str_has_suffix (reg->name, "_l1") || g_str_has_suffix (reg->name, "_l2")
                        || g_str_has_suffix (reg->name, "_l3")
                    ? 3
                    : 1;
    int64_t frozen = self->map->has_stamp ? frozen_at (self, now) : now;
    int64_t millivolt = tally_sample_voltage_mv (self->sample, self->meter, now);

    for (size_t i = G_N_ELEMENTS (energies); i-- > 0;) {
        int16_t channel = (int16_t) (i + 1);

        if (!g_str_has_prefix (reg->name, energies[i]))
            continue;
        return reg->channel != 0 ? shown (self, energy_at (self, channel, frozen)) / share
                                 : energy_at (self, channel, now) / share;
    }
    if (g_str_has_prefix (reg->name, "voltage"))
        return millivolt;
    if (g_str_has_prefix (reg->name, "current"))
        return millivolt > 0 ? power_at (self, now) * 1000000 / millivolt : 0;
    if (g_str_equal (reg->name, "frequency"))
        return 50000;
    if (g_str_equal (reg->name, "power_factor"))
        return 1000;
    if (g_str_equal (reg->name, "max_demand"))
        return demand_at (self, now);
    return power_at (self, now) / share;
}

static uint64_t
bits_of (const TallyRegister *reg, int64_t value)
{
    double floating = (double) value;
    float single;
    uint64_t bits = 0;
    uint32_t single_bits;

    for (int i = 0; i < reg->power; i++)
        floating /= 10;
    for (int i = 0; i < reg->exponent; i++)
        value /= 10;
    for (int i = 0; i > reg->exponent; i--)
        value *= 10;
    if (reg->type == TALLY_REGISTER_FLOAT64) {
        memcpy (&bits, &floating, sizeof bits);
        return bits;
    }
    if (reg->type == TALLY_REGISTER_FLOAT32) {
        single = (float) floating;
        memcpy (&single_bits, &single, sizeof single_bits);
        return single_bits;
    }
    return (uint64_t) value;
}

/* Puts @n_words of @bits at @address, as far as they fall into the answer. */
static gboolean
put (const TallyMeterImage *self,
     uint16_t address,
     uint64_t bits,
     size_t n_words,
     uint16_t first,
     size_t n,
     uint16_t *words)
{
    gboolean is_little = (self->map->order == TALLY_WORDS_LITTLE) != self->faults->swaps_words;
    gboolean is_hit = FALSE;

    for (size_t i = 0; i < n_words; i++) {
        size_t at = (size_t) address + i;
        size_t place = is_little ? i : n_words - 1 - i;

        if (at < first || at >= (size_t) first + n)
            continue;
        words[at - first] = (uint16_t) (bits >> (16 * place));
        is_hit = TRUE;
    }
    return is_hit;
}

/* The first interval the memory still has. */
static int64_t
memory_start (const TallyMeterImage *self, int64_t now)
{
    int64_t oldest = now - (int64_t) self->map->profile.depth_days * 86400;

    return floor_interval (MAX (oldest, self->meter->installed_at) + INTERVAL_S - 1);
}

static int64_t
record_of (const TallyMeterImage *self, int64_t stamp)
{
    int64_t start = stamp - self->clock_offset_s;

    if (self->faults->fixes_records)
        return self->faults->record_wh;
    if (!has_channel (self->selected_channel))
        return 0;
    if (ABS (self->clock_offset_s) < EXACT_CLOCK_S)
        return tally_sample_interval (self->sample, self->meter, self->selected_channel, stamp);
    return MAX (0, energy_at (self, self->selected_channel, start + INTERVAL_S)
                       - energy_at (self, self->selected_channel, start));
}

/* What the history lost, the meter lost: it stood still. */
static uint64_t
status_of (const TallyMeterImage *self, int64_t stamp)
{
    return tally_sample_is_gap (self->sample, self->meter, stamp) ? NO_VALUE : 0;
}

static gboolean
put_window (const TallyMeterImage *self, int64_t now, uint16_t first, size_t n, uint16_t *words)
{
    const TallyProfileMemory *profile = &self->map->profile;
    int64_t own_now = now + self->clock_offset_s;
    int64_t start = MAX (self->selected_start, memory_start (self, own_now));
    int64_t n_ready = MAX (0, (floor_interval (own_now) - start) / INTERVAL_S);
    int n_records = (int) MIN (n_ready, profile->max_records);
    uint16_t base = profile->window_address;
    gboolean is_hit;

    is_hit = put (self, base, (uint64_t) self->selected_channel, 1, first, n, words);
    is_hit |= put (self, base + 1, (uint64_t) start, 2, first, n, words);
    is_hit |= put (self, base + 3, (uint64_t) n_records, 1, first, n, words);
    for (int i = 0; i < n_records; i++) {
        int64_t stamp = start + (int64_t) i * INTERVAL_S;
        uint16_t at = (uint16_t) (base + 4 + 3 * i);

        is_hit |= put (self, at, (uint64_t) record_of (self, stamp), 2, first, n, words);
        is_hit |= put (self, at + 2, status_of (self, stamp), 1, first, n, words);
    }
    return is_hit;
}

int
tally_meter_image_read (const TallyMeterImage *self,
                        uint16_t address,
                        size_t n,
                        int64_t now,
                        uint16_t *words)
{
    const TallyRegisterMap *map = self->map;
    int64_t own_now = now + self->clock_offset_s;
    gboolean is_hit = FALSE;

    memset (words, 0, n * sizeof *words);
    if (n > map->max_words)
        return ILLEGAL_VALUE;
    for (guint i = 0; i < map->registers->len; i++) {
        const TallyRegister *reg = &g_array_index (map->registers, TallyRegister, i);
        size_t n_words = tally_register_words (reg->type);

        if ((size_t) reg->address + n_words <= address || reg->address >= address + n)
            continue;
        is_hit |= put (self, reg->address, bits_of (reg, figure (self, reg, now)), n_words, address,
                       n, words);
    }
    if (map->has_clock)
        is_hit |= put (self, map->clock_address, (uint64_t) own_now, 2, address, n, words);
    if (map->has_stamp)
        is_hit |= put (self, map->stamp_address,
                       (uint64_t) (floor_interval (own_now) + self->faults->stamp_offset_s), 2,
                       address, n, words);
    if (map->has_profile && address + n > map->profile.window_address)
        is_hit |= put_window (self, now, address, n, words);
    if (self->faults->twist_register >= address
        && self->faults->twist_register < address + (int64_t) n)
        words[self->faults->twist_register - address] ^= (uint16_t) self->faults->twist_mask;
    return is_hit ? 0 : ILLEGAL_ADDRESS;
}

int
tally_meter_image_write (TallyMeterImage *self,
                         uint16_t address,
                         size_t n,
                         const uint16_t *words,
                         int64_t now)
{
    const TallyRegisterMap *map = self->map;
    int64_t stamp = n >= 2 ? (int64_t) words[0] << 16 | words[1] : 0;

    if (map->can_set_clock && address == map->clock_address && n == 2) {
        self->clock_offset_s = stamp - now;
        return 0;
    }
    if (!map->has_profile || address != map->profile.select_address || n != 3)
        return ILLEGAL_ADDRESS;
    if (words[2] < 1 || words[2] > 4)
        return ILLEGAL_VALUE;
    self->selected_start = floor_interval (stamp + INTERVAL_S - 1);
    self->selected_channel = (int16_t) words[2];
    return 0;
}
