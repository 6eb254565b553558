// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the block codec loses nothing, has one form per value, refuses everything else. */
#include "shared/block/tally-block.h"
#include "shared/block/tally-sha256.h"
#include "shared/error/tally-error.h"

typedef struct {
    const char *name;
    size_t n;
    int64_t values[4];
    const char *hex;
} ValuesCase;

/* Bytes worked out by hand from the description in the header. */
static const ValuesCase values_cases[] = {
    { "zero", 1, { 0 }, "00" },
    { "example-small", 3, { 5, 5, 3 }, "0a0003" },
    { "example-two-groups", 1, { 1000 }, "d00f" },
    { "minus-one", 1, { -1 }, "01" },
    { "64-needs-two-groups", 2, { 63, -1 }, "7e7f" },
    { "edge-of-one-group", 2, { 64, 0 }, "80017f" },
    { "largest", 1, { INT64_MAX }, "feffffffffffffffff01" },
    { "smallest", 1, { INT64_MIN }, "ffffffffffffffffff01" },
    { "there-and-back",
      4,
      { INT64_MAX, 0, -1, INT64_MIN + 1 },
      "feffffffffffffffff01"
      "fdffffffffffffffff01"
      "01"
      "fbffffffffffffffff01" },
};

static GByteArray *
bytes_of (const char *hex)
{
    GByteArray *bytes = g_byte_array_new ();

    for (; hex[0] != '\0'; hex += 2) {
        guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

        g_byte_array_append (bytes, &byte, 1);
    }
    return bytes;
}

static void
test_values (gconstpointer data)
{
    const ValuesCase *c = data;
    g_autoptr(GByteArray) expected = bytes_of (c->hex);
    g_autoptr(GByteArray) payload = g_byte_array_new ();
    g_autoptr(GError) error = NULL;
    int64_t values[4];
    int64_t sum = 7;
    int64_t found = 8;

    g_assert_true (tally_block_add_values (payload, c->values, c->n, &sum, &error));
    g_assert_no_error (error);
    g_assert_cmpmem (payload->data, payload->len, expected->data, expected->len);
    g_assert_true (
        tally_block_get_values (payload->data, payload->len, values, c->n, &found, &error));
    g_assert_no_error (error);
    g_assert_cmpmem (values, c->n * sizeof *values, c->values, c->n * sizeof *values);
    g_assert_cmpint (sum, ==, found);
}

typedef struct {
    const char *name;
    size_t n;
    const char *hex;
} BadCase;

static const BadCase bad_values[] = {
    { "empty", 1, "" },
    { "none-asked", 0, "" },
    { "too-many-asked", TALLY_BLOCK_MAX_N + 1, "00" },
    { "one-too-few", 2, "00" },
    { "one-too-many", 1, "0000" },
    { "cut-off", 1, "80" },
    { "longer-than-needed", 1, "8000" },
    { "nine-groups-then-nothing", 1, "ffffffffffffffffff" },
    { "sixty-five-bits", 1, "ffffffffffffffffff02" },
    { "eleven-groups", 1, "ffffffffffffffffffff01" },
    { "eleven-groups-of-64-bits", 1, "ffffffffffffffffff8101" },
    { "running-value-overflows", 2, "feffffffffffffffff0102" },
    { "sum-overflows", 2, "feffffffffffffffff0100" },
};

static void
test_bad_values (gconstpointer data)
{
    const BadCase *c = data;
    g_autoptr(GByteArray) payload = bytes_of (c->hex);
    g_autoptr(GError) error = NULL;
    int64_t values[4];

    g_assert_false (
        tally_block_get_values (payload->data, payload->len, values, c->n, NULL, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

static const BadCase bad_flags[] = {
    { "empty", 1, "" },
    { "none-asked", 0, "" },
    { "too-many-asked", TALLY_BLOCK_MAX_N + 1, "0001" },
    { "quality-without-run", 1, "00" },
    { "run-of-none", 1, "0000" },
    { "one-too-few", 3, "0002" },
    { "one-too-many", 1, "0002" },
    { "split-run", 2, "00010001" },
    { "bytes-behind", 2, "000207" },
    { "run-longer-than-needed", 2, "008200" },
    { "run-of-2-to-63", 2, "0080808080808080808001" },
};

static void
test_bad_flags (gconstpointer data)
{
    const BadCase *c = data;
    g_autoptr(GByteArray) flags = bytes_of (c->hex);
    g_autoptr(GError) error = NULL;
    uint8_t qualities[4];

    g_assert_false (tally_block_get_flags (flags->data, flags->len, qualities, c->n, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

static void
test_flags_example (void)
{
    g_autoptr(GByteArray) expected = bytes_of ("005eff02");
    g_autoptr(GByteArray) flags = g_byte_array_new ();
    uint8_t qualities[96] = { 0 };

    qualities[94] = qualities[95] = TALLY_QUALITY_MISSING;
    tally_block_add_flags (flags, qualities, 96);
    g_assert_cmpmem (flags->data, flags->len, expected->data, expected->len);
}

static void
test_overflow_leaves_payload (void)
{
    static const int64_t far_apart[] = { INT64_MAX, -2 };
    static const int64_t too_much[] = { INT64_MAX, 1 };
    g_autoptr(GByteArray) payload = bytes_of ("aabb");
    g_autoptr(GError) difference = NULL;
    g_autoptr(GError) sum = NULL;

    g_assert_false (tally_block_add_values (payload, far_apart, 2, NULL, &difference));
    g_assert_error (difference, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    g_assert_false (tally_block_add_values (payload, too_much, 2, NULL, &sum));
    g_assert_error (sum, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    g_assert_cmpmem (payload->data, payload->len, "\xaa\xbb", 2);
}

static void
test_sum_is_checked (void)
{
    g_autoptr(GByteArray) payload = bytes_of ("0a0003");
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) broken = NULL;
    int64_t values[3];

    g_assert_false (tally_block_get_values_of_sum (payload->data, 2, values, 3, 13, &broken));
    g_assert_error (broken, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_true (tally_block_get_values_of_sum (payload->data, 3, values, 3, 13, &error));
    g_assert_no_error (error);
    g_assert_false (tally_block_get_values_of_sum (payload->data, 3, values, 3, 12, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

/* Values of every magnitude, so that each length of number occurs. */
static int64_t
random_value (void)
{
    int bits = g_test_rand_int_range (0, 56);
    int64_t value = (int64_t) ((uint64_t) g_test_rand_int () << 24) ^ g_test_rand_int ();

    value &= (INT64_C (1) << bits) - 1;
    return g_test_rand_bit () ? -value : value;
}

static void
test_random_round_trip (void)
{
    for (int run = 0; run < 2000; run++) {
        size_t n = (size_t) g_test_rand_int_range (1, 101);
        g_autoptr(GByteArray) payload = g_byte_array_new ();
        g_autoptr(GByteArray) flags = g_byte_array_new ();
        g_autoptr(GError) error = NULL;
        int64_t values[100], values_back[100];
        uint8_t qualities[100], qualities_back[100];
        int64_t sum, sum_back;

        for (size_t i = 0; i < n; i++) {
            values[i] = random_value ();
            qualities[i] = (uint8_t) g_test_rand_int_range (0, 3);
        }
        tally_block_add_values (payload, values, n, &sum, &error);
        g_assert_no_error (error);
        tally_block_add_flags (flags, qualities, n);
        tally_block_get_values (payload->data, payload->len, values_back, n, &sum_back, &error);
        g_assert_no_error (error);
        tally_block_get_flags (flags->data, flags->len, qualities_back, n, &error);
        g_assert_no_error (error);
        g_assert_cmpmem (values, n * sizeof *values, values_back, n * sizeof *values);
        g_assert_cmpmem (qualities, n, qualities_back, n);
        g_assert_cmpint (sum, ==, sum_back);
    }
}

/* Property: whatever garbage is accepted is the one form of its values. */
static void
test_garbage (void)
{
    int n_accepted = 0;

    for (int run = 0; run < 100000; run++) {
        uint8_t garbage[12];
        size_t length = (size_t) g_test_rand_int_range (0, 13);
        size_t n = (size_t) g_test_rand_int_range (1, 7);
        g_autoptr(GByteArray) again = g_byte_array_new ();
        int64_t values[6];
        uint8_t qualities[6];

        for (size_t i = 0; i < length; i++)
            garbage[i] = (uint8_t) g_test_rand_int_range (0, g_test_rand_bit () ? 4 : 256);
        if (tally_block_get_values (garbage, length, values, n, NULL, NULL)) {
            g_assert_true (tally_block_add_values (again, values, n, NULL, NULL));
            g_assert_cmpmem (again->data, again->len, garbage, length);
            n_accepted++;
        }
        g_byte_array_set_size (again, 0);
        if (tally_block_get_flags (garbage, length, qualities, n, NULL)) {
            tally_block_add_flags (again, qualities, n);
            g_assert_cmpmem (again->data, again->len, garbage, length);
            n_accepted++;
        }
    }
    g_assert_cmpint (n_accepted, >, 100);
}

/* Property: every field and every byte is under the digest. */
static void
test_digest_covers_all (void)
{
    static const TallyBlockHead head = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    TallyBlockHead heads[9];
    uint8_t first[TALLY_BLOCK_DIGEST_BYTES];
    uint8_t other[TALLY_BLOCK_DIGEST_BYTES];

    for (size_t i = 0; i < G_N_ELEMENTS (heads); i++)
        heads[i] = head;
    heads[0].district_id++;
    heads[1].point_id++;
    heads[2].channel++;
    heads[3].day++;
    heads[4].version++;
    heads[5].n++;
    heads[6].interval_s++;
    heads[7].exponent++;
    heads[8].sum++;

    tally_block_digest (&head, (uint8_t *) "ab", 2, (uint8_t *) "c", 1, first);
    for (size_t i = 0; i < G_N_ELEMENTS (heads); i++) {
        tally_block_digest (&heads[i], (uint8_t *) "ab", 2, (uint8_t *) "c", 1, other);
        g_assert_cmpint (memcmp (first, other, sizeof first), !=, 0);
    }
    /* A byte may not move from payload to flags unseen. */
    tally_block_digest (&head, (uint8_t *) "a", 1, (uint8_t *) "bc", 2, other);
    g_assert_cmpint (memcmp (first, other, sizeof first), !=, 0);
}

static void
test_digest_is_the_documented_one (void)
{
    static const TallyBlockHead head = { 1, 2, 3, 4, 5, 6, 7, -8, 9 };
    static const char canonical[] = "GTB1\0\0\0\1\0\0\0\0\0\0\0\2\0\3\0\0\0\4\0\0\0\5\0\0\0\6"
                                    "\0\0\0\7\377\370\0\0\0\0\0\0\0\11\0\0\0\2ab\0\0\0\1c";
    g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical,
                                                               sizeof canonical - 1);
    g_autoptr(GByteArray) bytes = bytes_of (expected);
    uint8_t digest[TALLY_BLOCK_DIGEST_BYTES];

    expected[0] = '\0';
    tally_block_digest (&head, (uint8_t *) "ab", 2, (uint8_t *) "c", 1, digest);
    g_assert_cmpmem (digest, sizeof digest, bytes->data, bytes->len);
}

static gpointer
digest_here (gpointer digest)
{
    static const TallyBlockHead head = { 1, 2, 3, 4, 5, 6, 7, -8, 9 };

    tally_block_digest (&head, (uint8_t *) "ab", 2, (uint8_t *) "c", 1, digest);
    return NULL;
}

/* A thread has a context of its own, which goes with it. */
static void
test_digest_is_the_same_in_a_thread (void)
{
    uint8_t here[TALLY_BLOCK_DIGEST_BYTES];
    uint8_t there[TALLY_BLOCK_DIGEST_BYTES];

    digest_here (here);
    g_thread_join (g_thread_new ("digest", digest_here, there));
    g_assert_cmpmem (here, sizeof here, there, sizeof there);
}

static void
add_cases (const char *folder, const BadCase *cases, size_t n, GTestDataFunc test)
{
    for (size_t i = 0; i < n; i++) {
        g_autofree char *path = g_strconcat (folder, cases[i].name, NULL);

        g_test_add_data_func (path, &cases[i], test);
    }
}

/* One digest over all parts, few bytes or many, as over what they are together. */
static void
test_digest_of_parts (void)
{
    static const size_t lengths[][3] = { { 0, 0, 0 },     { 1, 0, 2 },   { 300, 212, 0 },
                                         { 300, 212, 1 }, { 513, 0, 0 }, { 0, 2000, 40 } };
    uint8_t bytes[2100];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t) (i * 37);
    for (size_t i = 0; i < G_N_ELEMENTS (lengths); i++) {
        const size_t *n = lengths[i];
        TallyBytes parts[] = { { bytes, n[0] },
                               { bytes + n[0], n[1] },
                               { bytes + n[0] + n[1], n[2] } };
        g_autofree char *expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes,
                                                                 n[0] + n[1] + n[2]);
        g_autoptr(GString) found = g_string_new (NULL);
        uint8_t digest[TALLY_SHA256_BYTES];

        tally_sha256 (parts, G_N_ELEMENTS (parts), digest);
        for (size_t k = 0; k < sizeof digest; k++)
            g_string_append_printf (found, "%02x", digest[k]);
        g_assert_cmpstr (found->str, ==, expected);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (values_cases); i++) {
        g_autofree char *path = g_strconcat ("/block/values/", values_cases[i].name, NULL);

        g_test_add_data_func (path, &values_cases[i], test_values);
    }
    add_cases ("/block/bad-values/", bad_values, G_N_ELEMENTS (bad_values), test_bad_values);
    add_cases ("/block/bad-flags/", bad_flags, G_N_ELEMENTS (bad_flags), test_bad_flags);
    g_test_add_func ("/block/flags-example", test_flags_example);
    g_test_add_func ("/block/overflow-leaves-payload", test_overflow_leaves_payload);
    g_test_add_func ("/block/sum-is-checked", test_sum_is_checked);
    g_test_add_func ("/block/random-round-trip", test_random_round_trip);
    g_test_add_func ("/block/garbage", test_garbage);
    g_test_add_func ("/block/digest/covers-all", test_digest_covers_all);
    g_test_add_func ("/block/digest/documented", test_digest_is_the_documented_one);
    g_test_add_func ("/block/digest/of-parts", test_digest_of_parts);
    g_test_add_func ("/block/digest/in-a-thread", test_digest_is_the_same_in_a_thread);

    return g_test_run ();
}
