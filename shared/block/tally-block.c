// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/block/tally-block.h"

#include "shared/block/tally-sha256.h"

#include "shared/error/tally-error.h"

#define MORE 0x80 /* another group of 7 bits follows */

static gboolean
refuse (GError **error, const char *what)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "interval block: %s", what);
    return FALSE;
}

static uint64_t
fold (int64_t difference)
{
    return ((uint64_t) difference << 1) ^ (uint64_t) (difference >> 63);
}

static int64_t
unfold (uint64_t folded)
{
    return (int64_t) ((folded >> 1) ^ (~(folded & 1) + 1));
}

static uint8_t *
write_number (uint8_t *end, uint64_t number)
{
    while (number >= MORE) {
        *end++ = (uint8_t) (number | MORE);
        number >>= 7;
    }
    *end++ = (uint8_t) number;
    return end;
}

/* Reads a number of two groups or more; gives NULL when it is cut off, does
 * not fit 64 bits, or could have been written shorter. */
static const uint8_t *
read_long_number (const uint8_t *next, const uint8_t *end, uint64_t *number)
{
    uint64_t read = 0;

    for (guint shift = 0; shift < 64 && next < end; shift += 7) {
        uint64_t group = *next & (MORE - 1u);

        if (shift == 63 && group > 1)
            return NULL;
        read |= group << shift;
        if ((*next++ & MORE) == 0) {
            *number = read;
            return group == 0 ? NULL : next;
        }
    }
    return NULL;
}

static const uint8_t *
read_number (const uint8_t *next, const uint8_t *end, uint64_t *number)
{
    if (next < end && *next < MORE) {
        *number = *next;
        return next + 1;
    }
    return read_long_number (next, end, number);
}

gboolean
tally_block_add_values (GByteArray *payload,
                        const int64_t *values,
                        size_t n,
                        int64_t *sum,
                        GError **error)
{
    guint start = payload->len;
    int64_t before = 0;
    int64_t total = 0;
    uint8_t *end;

    g_return_val_if_fail (n > 0 && n <= TALLY_BLOCK_MAX_N, FALSE);

    g_byte_array_set_size (payload, start + (guint) n * TALLY_BLOCK_MAX_VALUE_BYTES);
    end = payload->data + start;
    for (size_t i = 0; i < n; i++) {
        int64_t difference;

        if (__builtin_sub_overflow (values[i], before, &difference)
            || __builtin_add_overflow (total, values[i], &total)) {
            g_byte_array_set_size (payload, start);
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW,
                         "interval block: value %zu is out of range", i);
            return FALSE;
        }
        end = write_number (end, fold (difference));
        before = values[i];
    }
    g_byte_array_set_size (payload, (guint) (end - payload->data));
    if (sum != NULL)
        *sum = total;
    return TRUE;
}

void
tally_block_add_flags (GByteArray *flags, const uint8_t *qualities, size_t n)
{
    size_t start = 0;

    g_return_if_fail (n > 0 && n <= TALLY_BLOCK_MAX_N);

    while (start < n) {
        size_t after = start + 1;
        uint8_t run[1 + TALLY_BLOCK_MAX_VALUE_BYTES];
        uint8_t *end;

        while (after < n && qualities[after] == qualities[start])
            after++;
        run[0] = qualities[start];
        end = write_number (run + 1, after - start);
        g_byte_array_append (flags, run, (guint) (end - run));
        start = after;
    }
}

gboolean
tally_block_get_values (const uint8_t *payload,
                        size_t length,
                        int64_t *values,
                        size_t n,
                        int64_t *sum,
                        GError **error)
{
    const uint8_t *next = payload;
    const uint8_t *end = payload + length;
    int64_t before = 0;
    int64_t total = 0;

    /* The caller's n comes from a row beside the block: outside data too. */
    if (n == 0 || n > TALLY_BLOCK_MAX_N)
        return refuse (error, "number of values out of range");

    for (size_t i = 0; i < n; i++) {
        uint64_t number;

        next = read_number (next, end, &number);
        if (next == NULL)
            return refuse (error, "broken or too few values");
        if (__builtin_add_overflow (before, unfold (number), &before)
            || __builtin_add_overflow (total, before, &total))
            return refuse (error, "value out of range");
        values[i] = before;
    }
    if (next != end)
        return refuse (error, "bytes after the last value");
    if (sum != NULL)
        *sum = total;
    return TRUE;
}

gboolean
tally_block_get_values_of_sum (const uint8_t *payload,
                               size_t length,
                               int64_t *values,
                               size_t n,
                               int64_t sum,
                               GError **error)
{
    int64_t found;

    if (!tally_block_get_values (payload, length, values, n, &found, error))
        return FALSE;
    if (found != sum) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "interval block: values add up to %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
                     " is stored",
                     found, sum);
        return FALSE;
    }
    return TRUE;
}

gboolean
tally_block_get_flags (const uint8_t *flags,
                       size_t length,
                       uint8_t *qualities,
                       size_t n,
                       GError **error)
{
    const uint8_t *next = flags;
    const uint8_t *end = flags + length;
    size_t done = 0;

    if (n == 0 || n > TALLY_BLOCK_MAX_N)
        return refuse (error, "number of flags out of range");

    while (done < n) {
        uint64_t run = 0;
        uint8_t quality = 0;

        if (next < end) {
            quality = *next++;
            next = read_number (next, end, &run);
        }
        if (next == NULL || run == 0 || run > n - done)
            return refuse (error, "flags do not cover the values");
        if (done > 0 && qualities[done - 1] == quality)
            return refuse (error, "a run of flags is split");
        memset (qualities + done, quality, run);
        done += run;
    }
    return next == end ? TRUE : refuse (error, "bytes after the last flag");
}

static uint8_t *
write_fixed (uint8_t *end, int64_t number, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes; i++)
        end[i] = (uint8_t) ((uint64_t) number >> (8 * (n_bytes - 1 - i)));
    return end + n_bytes;
}

void
tally_block_digest (const TallyBlockHead *head,
                    const uint8_t *payload,
                    size_t payload_length,
                    const uint8_t *flags,
                    size_t flags_length,
                    uint8_t digest[TALLY_BLOCK_DIGEST_BYTES])
{
    uint8_t payload_size[4];
    uint8_t flags_size[4];
    uint8_t bytes[44] = { 'G', 'T', 'B', '1' };
    uint8_t *end = bytes + 4;

    end = write_fixed (end, head->district_id, 4);
    end = write_fixed (end, head->point_id, 8);
    end = write_fixed (end, head->channel, 2);
    end = write_fixed (end, head->day, 4);
    end = write_fixed (end, head->version, 4);
    end = write_fixed (end, head->n, 4);
    end = write_fixed (end, head->interval_s, 4);
    end = write_fixed (end, head->exponent, 2);
    end = write_fixed (end, head->sum, 8);
    g_assert (end == bytes + sizeof bytes);

    g_assert (payload_length <= G_MAXINT32 && flags_length <= G_MAXINT32);
    write_fixed (payload_size, (int64_t) payload_length, sizeof payload_size);
    write_fixed (flags_size, (int64_t) flags_length, sizeof flags_size);
    tally_sha256 (
        (TallyBytes[]){
            { bytes, sizeof bytes },
            { payload_size, sizeof payload_size },
            { payload, payload_length },
            { flags_size, sizeof flags_size },
            { flags, flags_length },
        },
        5, digest);
}
