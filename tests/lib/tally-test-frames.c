// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-frames.h"

#include "shared/block/tally-block.h"

static const uint8_t origin[16] = "a batch of tests";

void
tally_test_frames_values (int64_t meter_id, int32_t day, int64_t values[TALLY_TEST_INTERVALS])
{
    uint32_t noise = (uint32_t) meter_id * 2654435761u + (uint32_t) day * 40503u + 1;
    int64_t scale = 40 + (int64_t) (noise >> 8) % 60;

    for (int i = 0; i < TALLY_TEST_INTERVALS; i++) {
        gboolean is_peak = (i >= 28 && i < 36) || (i >= 72 && i < 88);

        noise = noise * 1664525u + 1013904223u;
        values[i] = scale + (is_peak ? 3 * scale : 0) + (int64_t) (noise >> 24) % 32;
    }
}

static void
make_frame (TallyTestFrames *self, TallyRawFrame *frame)
{
    static const uint8_t qualities[TALLY_TEST_INTERVALS] = { TALLY_QUALITY_MEASURED };
    GByteArray *payload = g_byte_array_sized_new (2 * TALLY_TEST_INTERVALS);
    GByteArray *flags = g_byte_array_sized_new (4);
    int64_t values[TALLY_TEST_INTERVALS];

    tally_test_frames_values (frame->meter_id, frame->day, values);
    g_assert_true (tally_block_add_values (payload, values, TALLY_TEST_INTERVALS, NULL, NULL));
    tally_block_add_flags (flags, qualities, TALLY_TEST_INTERVALS);
    g_ptr_array_add (self->bytes, payload);
    g_ptr_array_add (self->bytes, flags);
    frame->payload = payload->data;
    frame->payload_length = payload->len;
    frame->flags = flags->data;
    frame->flags_length = flags->len;
}

TallyTestFrames *
tally_test_frames_make (int32_t district_id, int32_t day, int64_t first_meter, size_t n)
{
    TallyTestFrames *self = g_new0 (TallyTestFrames, 1);

    self->frames = g_new0 (TallyRawFrame, n);
    self->n = n;
    self->bytes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
    for (size_t i = 0; i < n; i++) {
        self->frames[i] = (TallyRawFrame){
            .district_id = district_id,
            .day = day,
            .point_id = first_meter + (int64_t) i,
            .meter_id = first_meter + (int64_t) i,
            .channel = 1,
            .kind = TALLY_FRAME_INTERVAL,
            .source = TALLY_FRAME_PROFILE,
            .first_at = (int64_t) day * 86400,
            .interval_s = 900,
            .n = TALLY_TEST_INTERVALS,
            .origin = origin,
            .origin_length = sizeof origin,
        };
        make_frame (self, &self->frames[i]);
    }
    return self;
}

void
tally_test_frames_free (TallyTestFrames *self)
{
    g_ptr_array_unref (self->bytes);
    g_free (self->frames);
    g_free (self);
}
