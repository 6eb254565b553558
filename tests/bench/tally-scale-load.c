// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/tally-scale-load.h"

#include "shared/block/tally-block.h"
#include "tests/sim/sample/tally-load.h"

#define SEED 20260801
#define LOST_OF 500
#define SILENT_OF 100

static const uint8_t origin[16] = "a batch of scale";

size_t
tally_scale_per_district (const TallyScale *scale)
{
    return (scale->n_points + (size_t) scale->n_districts - 1) / (size_t) scale->n_districts;
}

/* Midnights are Shanghai's: no daylight saving, eight hours before UTC. */
static int64_t
midnight (int32_t day)
{
    return (int64_t) day * 86400 - 8 * 3600;
}

char *
tally_scale_master_sql (const TallyScale *scale)
{
    size_t n = tally_scale_per_district (scale);
    size_t n_areas = (n + TALLY_SCALE_AREA - 1) / TALLY_SCALE_AREA;
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];

    return g_strdup_printf (
        "INSERT INTO ref.district SELECT d, 'D' || d, 'District ' || d, 'Asia/Shanghai', 'CNY', 2"
        " FROM generate_series (1, %d) d;"
        "INSERT INTO ref.node SELECT d * 100000, NULL, d, 'district', 'N' || d, 'District ' || d,"
        " 110000 FROM generate_series (1, %d) d;"
        "INSERT INTO ref.node SELECT d * 100000 + a, d * 100000, d, 'area', 'N' || d || '.' || a,"
        " 'Area ' || a, 400 FROM generate_series (1, %d) d, generate_series (1, %zu) a;"
        "INSERT INTO ref.gateway SELECT d, a, 'G' || a, 'localhost', 502, 'tcp'"
        " FROM generate_series (1, %d) d, generate_series (1, %zu) a;"
        "INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id, schedule,"
        " capacity_w, channels, valid_from)"
        " SELECT d, i, format ('P%%s', lpad (i::text, 7, '0')), 'Point ' || i,"
        " CASE WHEN i %% 50 = 0 THEN 'large' ELSE 'community' END,"
        " d * 100000 + 1 + (i - 1) / %d, CASE WHEN i %% 50 = 0 THEN 'large' ELSE 'community' END,"
        " CASE WHEN i %% 50 = 0 THEN 1000000 ELSE 20000 END, '{1}', '2026-01-01'"
        " FROM generate_series (1, %d) d, generate_series (1, %zu) i;"
        "INSERT INTO ref.meter SELECT district_id, point_id, 'M' || point_id, 'sdm630', 9, 10000"
        " FROM ref.point;"
        "INSERT INTO ref.installation (district_id, point_id, meter_id, role, valid_from,"
        " gateway_id, unit_id, first_register_wh) SELECT district_id, point_id, point_id, 'main',"
        " '2026-01-01', 1 + (point_id - 1) / %d, 1 + (point_id - 1) %% 200, 0 FROM ref.point;"
        "SELECT work.make_partitions (date_trunc ('month', date '%s' - 31)::date, '%s');",
        scale->n_districts, scale->n_districts, scale->n_districts, n_areas, scale->n_districts,
        n_areas, TALLY_SCALE_AREA, scale->n_districts, n, TALLY_SCALE_AREA,
        tally_day_format (scale->days.first, first), tally_day_format (scale->days.end, end));
}

char *
tally_scale_attempts_sql (TallyDays days)
{
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];

    return g_strdup_printf (
        "INSERT INTO collect.attempt (district_id, meter_id, asked_at, day, point_id, gateway_id,"
        " answered_at, tries, result, reason, clock_offset_ms, n_values, batch_id)"
        " SELECT i.district_id, i.meter_id, d.at + i.point_id * interval '10 ms', d.day,"
        " i.point_id, i.gateway_id, d.at + i.point_id * interval '10 ms' + interval '90 ms', 1,"
        " CASE WHEN i.point_id %% %d = 7 THEN 'timeout' ELSE 'ok' END,"
        " CASE WHEN i.point_id %% %d = 7 THEN 'no answer' ELSE '' END,"
        " CASE WHEN i.point_id %% %d = 7 THEN NULL ELSE i.point_id %% 1000 - 500 END, 96,"
        " '00000000-0000-0000-0000-000000000001'"
        " FROM (SELECT s::date AS day, s::date + interval '1 hour' AS at"
        " FROM generate_series (timestamp '%s', timestamp '%s' - interval '1 day', '1 day') s) d"
        " CROSS JOIN ref.installation i ORDER BY d.day, i.district_id, i.meter_id;"
        "SELECT collect.fill_asked ()",
        SILENT_OF, SILENT_OF, SILENT_OF, tally_day_format (days.first, first),
        tally_day_format (days.end, end));
}

static TallyLoad
load_of (int32_t district_id, int64_t point)
{
    static const char *const works[] = { "mill", "shift", "cold", "pump", "mall", "office" };
    static const char *const homes[] = { "family", "couple", "retired" };
    uint32_t seed = SEED ^ ((uint32_t) district_id << 20) ^ (uint32_t) point;
    double size = tally_load_noise (seed, 1, 1);
    TallyLoad load = { .seed = seed };

    if (point % 50 == 0) {
        load.shape = tally_load_find_shape (works[(point / 50) % (int64_t) G_N_ELEMENTS (works)]);
        load.peak_w = 100000 + (int64_t) (size * 700000);
    } else if (point % 5 == 0) {
        load.shape = tally_load_find_shape ("shop");
        load.peak_w = 3000 + (int64_t) (size * 9000);
    } else {
        load.shape = tally_load_find_shape (homes[point % 3]);
        load.peak_w = 1500 + (int64_t) (size * 4500);
        load.solar_w = point % 10 == 1 ? 5000 : 0;
    }
    return load;
}

/* What flowed in: panels first serve the house itself. */
static void
make_values (int32_t district_id, int64_t point, int32_t day, int64_t values[])
{
    TallyLoad load = load_of (district_id, point);

    for (int i = 0; i < TALLY_TEST_INTERVALS; i++) {
        int64_t wh = tally_load_use_wh (&load, day, i);

        if (load.solar_w > 0)
            wh -= tally_load_solar_wh (&load, day, i);
        values[i] = MAX (wh, 0);
    }
}

static void
pack (TallyTestFrames *self, TallyRawFrame *frame)
{
    static const uint8_t qualities[TALLY_TEST_INTERVALS] = { TALLY_QUALITY_MEASURED };
    GByteArray *payload = g_byte_array_sized_new (2 * TALLY_TEST_INTERVALS);
    GByteArray *flags = g_byte_array_sized_new (4);
    int64_t values[TALLY_TEST_INTERVALS];

    make_values (frame->district_id, frame->point_id, frame->day, values);
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
tally_scale_frames (int32_t district_id, int32_t day, int64_t first, size_t n)
{
    TallyTestFrames *self = g_new0 (TallyTestFrames, 1);

    self->frames = g_new0 (TallyRawFrame, n);
    self->bytes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
    for (size_t i = 0; i < n; i++) {
        int64_t point = first + (int64_t) i + 1;
        TallyRawFrame *frame = &self->frames[self->n];

        if ((point + (int64_t) day * 7) % LOST_OF == 0)
            continue;
        *frame = (TallyRawFrame){
            .district_id = district_id,
            .day = day,
            .point_id = point,
            .meter_id = point,
            .channel = 1,
            .kind = TALLY_FRAME_INTERVAL,
            .source = TALLY_FRAME_PROFILE,
            .first_at = midnight (day),
            .interval_s = 900,
            .n = TALLY_TEST_INTERVALS,
            .origin = origin,
            .origin_length = sizeof origin,
        };
        pack (self, frame);
        self->n++;
    }
    return self;
}
