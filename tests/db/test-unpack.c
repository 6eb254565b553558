// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: SQL reads an interval block exactly as the C codec does, and refuses what it refuses. */
#include "shared/block/tally-block.h"
#include "tests/lib/tally-test-db.h"

#define N_MAX 40

static TallyTestDb *base;

static void
append_hex (GString *text, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        g_string_append_printf (text, "%02x", bytes[i]);
}

/* What C reads, written as SQL is asked to write it; NULL: refused. */
static char *
read_in_c (const uint8_t *payload, size_t length, const GByteArray *flags, size_t n)
{
    g_autoptr(GString) text = g_string_new (NULL);
    int64_t values[N_MAX];
    uint8_t qualities[N_MAX];

    if (!tally_block_get_values (payload, length, values, n, NULL, NULL)
        || !tally_block_get_flags (flags->data, flags->len, qualities, n, NULL))
        return NULL;
    for (size_t i = 0; i < n; i++)
        g_string_append_printf (text, "%s%zu:%" G_GINT64_FORMAT ":%d", i > 0 ? " " : "", i,
                                values[i], qualities[i]);
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The same in SQL; "refused" where it raises. */
#define READER                                                                                \
    "CREATE FUNCTION public.read_block (payload bytea, flags bytea, n integer) RETURNS text " \
    "LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT string_agg (i || ':' || value || ':' "       \
    "|| quality, ' ' ORDER BY i) FROM db.unpack_block (payload, flags, n)); "                 \
    "EXCEPTION WHEN data_exception THEN RETURN 'refused'; END $$"

typedef struct {
    GString *sql;      /* rows of VALUES */
    GString *expected; /* one line each */
} Batch;

static void
add_case (Batch *batch, const uint8_t *payload, size_t length, const GByteArray *flags, size_t n)
{
    g_autofree char *in_c = read_in_c (payload, length, flags, n);

    if (batch->sql->len > 0)
        g_string_append (batch->sql, ", ");
    g_string_append_printf (batch->sql, "(%zu, '\\x", batch->expected->len);
    append_hex (batch->sql, payload, length);
    g_string_append (batch->sql, "'::bytea, '\\x");
    append_hex (batch->sql, flags->data, flags->len);
    g_string_append_printf (batch->sql, "'::bytea, %zu)", n);
    g_string_append_printf (batch->expected, "%s\n", in_c != NULL ? in_c : "refused");
}

static void
compare (Batch *batch)
{
    g_autofree char *sql = g_strdup_printf ("SELECT string_agg (public.read_block (p, f, n), "
                                            "E'\\n' ORDER BY k) || E'\\n' FROM (VALUES %s) "
                                            "AS v (k, p, f, n)",
                                            batch->sql->str);
    g_autofree char *found = tally_test_db_ask (base, sql);

    g_assert_cmpstr (found, ==, batch->expected->str);
    g_string_free (batch->sql, TRUE);
    g_string_free (batch->expected, TRUE);
}

static int64_t
random_value (void)
{
    int bits = g_test_rand_int_range (0, 58);
    int64_t value = (int64_t) ((uint64_t) g_test_rand_int () << 28) ^ g_test_rand_int ();

    value &= (INT64_C (1) << bits) - 1;
    return g_test_rand_bit () ? -value : value;
}

static void
test_random_blocks (void)
{
    Batch batch = { g_string_new (NULL), g_string_new (NULL) };

    for (int run = 0; run < 300; run++) {
        size_t n = (size_t) g_test_rand_int_range (1, N_MAX);
        g_autoptr(GByteArray) payload = g_byte_array_new ();
        g_autoptr(GByteArray) flags = g_byte_array_new ();
        int64_t values[N_MAX];
        uint8_t qualities[N_MAX];

        for (size_t i = 0; i < n; i++) {
            values[i] = random_value ();
            qualities[i] = g_test_rand_int_range (0, 4) == 0 ? TALLY_QUALITY_MISSING : 0;
        }
        g_assert_true (tally_block_add_values (payload, values, n, NULL, NULL));
        tally_block_add_flags (flags, qualities, n);
        add_case (&batch, payload->data, payload->len, flags, n);
    }
    compare (&batch);
}

static void
test_edges (void)
{
    static const int64_t edges[][3] = {
        { INT64_MAX, 0, -1 }, { INT64_MIN + 1, 0, -1 }, { 0, 0, 0 }, { -1, 1, -1 }, { 63, 64, -64 },
    };
    Batch batch = { g_string_new (NULL), g_string_new (NULL) };
    g_autoptr(GByteArray) flags = g_byte_array_new ();

    tally_block_add_flags (flags, (const uint8_t[]){ 0, 255, 7 }, 3);
    for (size_t i = 0; i < G_N_ELEMENTS (edges); i++) {
        g_autoptr(GByteArray) payload = g_byte_array_new ();

        g_assert_true (tally_block_add_values (payload, edges[i], 3, NULL, NULL));
        add_case (&batch, payload->data, payload->len, flags, 3);
    }
    compare (&batch);
}

/* Garbage, and good blocks cut, lengthened or with a byte changed. */
static void
test_damaged_blocks (void)
{
    Batch batch = { g_string_new (NULL), g_string_new (NULL) };

    for (int run = 0; run < 500; run++) {
        size_t n = (size_t) g_test_rand_int_range (1, 5);
        g_autoptr(GByteArray) flags = g_byte_array_new ();
        uint8_t qualities[4] = { 0 };
        uint8_t payload[14];
        size_t length = (size_t) g_test_rand_int_range (0, 14);

        for (size_t i = 0; i < length; i++)
            payload[i] = (uint8_t) g_test_rand_int_range (0, g_test_rand_bit () ? 3 : 256);
        tally_block_add_flags (flags, qualities, n);
        if (g_test_rand_int_range (0, 4) == 0)
            flags->data[g_test_rand_int_range (0, (int) flags->len)] ^= 1;
        if (g_test_rand_int_range (0, 4) == 0)
            g_byte_array_append (flags, payload, 1);
        add_case (&batch, payload, length, flags, n);
    }
    compare (&batch);
}

int
main (int argc, char **argv)
{
    int status;

    g_test_init (&argc, &argv, NULL);
    base = tally_test_db_new ();
    tally_test_db_script (base, READER);

    g_test_add_func ("/unpack/random-blocks", test_random_blocks);
    g_test_add_func ("/unpack/edges", test_edges);
    g_test_add_func ("/unpack/damaged-blocks", test_damaged_blocks);

    status = g_test_run ();
    tally_test_db_free (base);
    return status;
}
