// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-utility.h"

#include "server/db/tally-copy.h"
#include "shared/block/tally-block.h"

#define INTERVALS 96
#define N_SHAPES 64

static void
script (TallyDb *db, const char *format, ...)
{
    g_autofree char *sql = NULL;
    g_autoptr(GError) error = NULL;
    va_list arguments;

    va_start (arguments, format);
    sql = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    tally_db_script (db, sql, &error);
    g_assert_no_error (error);
}

static void
load_tariff (TallyDb *owner, const char *code)
{
    g_autofree char *path = g_strdup_printf ("%s/../data/tariffs/%s.json",
                                             g_getenv ("G_TEST_SRCDIR"), code);
    g_autofree char *document = NULL;
    g_autoptr(GError) error = NULL;

    g_file_get_contents (path, &document, NULL, &error);
    g_assert_no_error (error);
    script (owner,
            "INSERT INTO ref.tariff (tariff_code, version, name, valid_from, document, sha256, "
            "drafted_by, signed_by) VALUES ('%s', 1, '%s', '2026-01-01', $doc$%s$doc$, "
            "sha256 (convert_to ($doc$%s$doc$, 'UTF8')), 'a', 'b') ON CONFLICT DO NOTHING",
            code, code, document, document);
}

static void
load_master_data (TallyDb *owner, const TallyTestUtility *utility)
{
    int32_t d = utility->district_id;
    int64_t n = utility->n_customers;

    script (owner,
            "INSERT INTO ref.district VALUES (%d, 'D%d', 'District %d', 'Asia/Shanghai', 'CNY', 2);"
            "INSERT INTO ref.node VALUES (%d, NULL, %d, 'district', 'N%d', 'District %d', 110000)",
            d, d, d, d, d, d, d);
    script (
        owner,
        "INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id, schedule, "
        "capacity_w, channels, valid_from) SELECT %d, i, 'P' || i, 'Point ' || i, 'community', "
        "%d, 'community', 2000000, '{1,3}', '2026-01-01' FROM generate_series (1, %" G_GINT64_FORMAT
        ") i",
        d, d, n);
    script (
        owner,
        "INSERT INTO ref.customer SELECT %d, i, 'person', 'Customer ' || i, 'c@example.org', 'en' "
        "FROM generate_series (1, %" G_GINT64_FORMAT ") i;"
        "INSERT INTO ref.account SELECT %d, i, i, 'A' || i, i || ' Lake Road', 'monthly', 20 "
        "FROM generate_series (1, %" G_GINT64_FORMAT ") i",
        d, n, d, n);
    script (owner,
            "INSERT INTO ref.agreement (district_id, agreement_id, account_id, point_id, "
            "tariff_code, contracted_w, contracted_va, phases, valid_from) SELECT %d, i, i, i, "
            "CASE WHEN i %% 10 = 0 THEN 'large-industrial' ELSE 'residential-tou' END, 1000000, "
            "1250000, 3, '2026-01-01' FROM generate_series (1, %" G_GINT64_FORMAT ") i",
            d, n);
}

/* Load of an interval: a day's shape, a size and a little noise, all whole numbers. */
static int64_t
load_wh (int64_t point_id, int32_t day, int32_t interval)
{
    guint64 noise = ((guint64) point_id * 7919 + (guint64) day * 104729 + (guint64) interval * 31)
                    * 2654435761u;
    int64_t shape = interval < 28 ? 20 : (interval < 72 ? 55 : (interval < 90 ? 110 : 35));
    int64_t size = point_id % 10 == 0 ? 900 : 1 + point_id % 4;

    return shape * size + (int64_t) (noise >> 8 & 31) * size / 2;
}

/* One payload, worked out once for many points: making data is not what is tested. */
typedef struct {
    GByteArray *payload;
    int64_t sum;
} Shape;

static Shape
make_shape (int64_t like, int32_t day, gboolean is_reactive)
{
    Shape shape = { g_byte_array_new (), 0 };
    int64_t values[INTERVALS];
    g_autoptr(GError) error = NULL;

    for (int32_t i = 0; i < INTERVALS; i++)
        values[i] = load_wh (like, day, i) * (is_reactive ? 2 : 5) / 5;
    tally_block_add_values (shape.payload, values, INTERVALS, &shape.sum, &error);
    g_assert_no_error (error);
    return shape;
}

static void
put_block (TallyCopyIn *rows,
           const TallyBlockHead *head,
           const GByteArray *payload,
           const GByteArray *flags)
{
    uint8_t digest[TALLY_BLOCK_DIGEST_BYTES];

    tally_block_digest (head, payload->data, payload->len, flags->data, flags->len, digest);
    tally_copy_in_row (rows, 15);
    tally_copy_in_int32 (rows, head->district_id);
    tally_copy_in_int64 (rows, head->point_id);
    tally_copy_in_int16 (rows, head->channel);
    tally_copy_in_day (rows, head->day);
    tally_copy_in_int32 (rows, head->version);
    tally_copy_in_int32 (rows, head->n);
    tally_copy_in_int32 (rows, head->interval_s);
    tally_copy_in_int16 (rows, head->exponent);
    tally_copy_in_bytes (rows, payload->data, payload->len);
    tally_copy_in_bytes (rows, flags->data, flags->len);
    tally_copy_in_int64 (rows, head->sum);
    tally_copy_in_bytes (rows, digest, sizeof digest);
    tally_copy_in_bytes (rows, digest, sizeof digest);
    tally_copy_in_text (rows, "test");
    tally_copy_in_text (rows, ""); /* no reason */
}

static TallyBlockHead
head_of (int32_t district_id, int64_t point_id, int16_t channel, int32_t day, int64_t sum)
{
    return (TallyBlockHead){ .district_id = district_id,
                             .point_id = point_id,
                             .channel = channel,
                             .day = day,
                             .version = 1,
                             .n = INTERVALS,
                             .interval_s = 900,
                             .sum = sum };
}

static void
put_day (TallyCopyIn *rows, const TallyTestUtility *utility, int32_t day, const GByteArray *flags)
{
    Shape active[N_SHAPES];
    Shape reactive[N_SHAPES];

    for (int64_t i = 0; i < N_SHAPES; i++) {
        active[i] = make_shape (i, day, FALSE);
        reactive[i] = make_shape (i, day, TRUE);
    }
    for (int64_t point = 1; point <= utility->n_customers; point++) {
        gboolean is_large = point % 10 == 0;
        int64_t like = is_large ? point % 6 * 10 : point % (N_SHAPES - 4);
        const Shape *shape = &active[is_large ? like : like + (like % 10 == 0 ? 1 : 0)];
        TallyBlockHead head = head_of (utility->district_id, point, 1, day, shape->sum);

        put_block (rows, &head, shape->payload, flags);
        if (is_large) {
            head = head_of (utility->district_id, point, 3, day, reactive[like].sum);
            put_block (rows, &head, reactive[like].payload, flags);
        }
    }
    for (int64_t i = 0; i < N_SHAPES; i++) {
        g_byte_array_unref (active[i].payload);
        g_byte_array_unref (reactive[i].payload);
    }
}

static void
load_blocks (TallyDb *settle, const TallyTestUtility *utility)
{
    g_autoptr(GByteArray) flags = g_byte_array_new ();
    g_autoptr(TallyCopyIn) rows = NULL;
    g_autoptr(GError) error = NULL;
    static const uint8_t measured[INTERVALS];

    tally_block_add_flags (flags, measured, INTERVALS);
    script (settle, "BEGIN");
    rows = tally_copy_in_new (settle, "validate/add-blocks", &error);
    g_assert_no_error (error);
    for (int32_t day = utility->period.first.number; day < utility->period.end.number; day++)
        put_day (rows, utility, day, flags);
    tally_copy_in_finish (rows, NULL, &error);
    g_assert_no_error (error);
    script (settle, "COMMIT");
}

void
tally_test_utility_load (TallyDb *owner, TallyDb *settle, const TallyTestUtility *utility)
{
    char first[TALLY_DAY_TEXT];

    load_tariff (owner, "residential-tou");
    load_tariff (owner, "large-industrial");
    tally_day_format (utility->period.first, first);
    script (settle, "SELECT work.make_partitions ('%s', '%s')", first, first);
    load_master_data (owner, utility);
    load_blocks (settle, utility);
}

void
tally_test_utility_add_block (TallyDb *settle,
                              int32_t district_id,
                              int64_t point_id,
                              TallyDay day,
                              int32_t version,
                              int64_t wh,
                              uint8_t quality)
{
    TallyBlockHead head = head_of (district_id, point_id, 1, day.number, wh * INTERVALS);
    g_autoptr(GByteArray) payload = g_byte_array_new ();
    g_autoptr(GByteArray) flags = g_byte_array_new ();
    g_autoptr(TallyCopyIn) rows = NULL;
    g_autoptr(GError) error = NULL;
    int64_t values[INTERVALS];
    uint8_t qualities[INTERVALS];

    for (size_t i = 0; i < INTERVALS; i++) {
        values[i] = wh;
        qualities[i] = quality;
    }
    head.version = version;
    tally_block_add_values (payload, values, INTERVALS, NULL, &error);
    tally_block_add_flags (flags, qualities, INTERVALS);
    script (settle, "BEGIN");
    rows = tally_copy_in_new (settle, "validate/add-blocks", &error);
    g_assert_no_error (error);
    put_block (rows, &head, payload, flags);
    tally_copy_in_finish (rows, NULL, &error);
    g_assert_no_error (error);
    script (settle, "COMMIT");
}
