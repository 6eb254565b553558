// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what is packed comes out as it was, and what is no whole packed file never comes out. */
#include "server/collect/files/tally-file-pack.h"
#include "server/collect/files/tally-file.h"
#include "shared/error/tally-error.h"

#include <string.h>

/* "aaaa…", which packs well. */
static GBytes *
pack_same (size_t n)
{
    g_autofree uint8_t *same = g_malloc (n);
    GBytes *packed;

    memset (same, 'a', n);
    packed = tally_file_pack (same, n);
    g_assert_nonnull (packed);
    return packed;
}

static void
test_round (void)
{
    static const size_t sizes[] = { 100, 4096, 100000, 3000000 };

    for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autoptr(GString) text = g_string_new (NULL);
        g_autoptr(GBytes) packed = NULL;
        g_autoptr(GBytes) again = NULL;
        g_autoptr(GError) error = NULL;

        while (text->len < sizes[i])
            g_string_append_printf (text, "P%06zu,A+,2026-03-01T00:15:00+08:00,900,%zu,A\n",
                                    text->len / 4000, text->len * 7919 % 2500);
        packed = tally_file_pack ((const uint8_t *) text->str, text->len);
        g_assert_nonnull (packed);
        g_assert_cmpuint (g_bytes_get_size (packed), <, text->len);
        again = tally_file_unpack (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed),
                                   &error);
        g_assert_no_error (error);
        g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), text->str,
                         text->len);
    }
}

/* A word, and what is noise to who packs, are kept as they are. */
static void
test_not_worth_it (void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed (7);
    uint8_t noise[4096];

    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (uint8_t) g_rand_int (rand);
    g_assert_null (tally_file_pack (noise, sizeof noise));
    g_assert_null (tally_file_pack ((const uint8_t *) "900", 3));
    g_assert_null (tally_file_pack ((const uint8_t *) "", 0));
}

static void
expect_damaged (const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;

    g_assert_null (tally_file_unpack (bytes, length, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

static void
test_damaged (void)
{
    /* RFC 8878, 3.1.1: the magic number, a descriptor of a size in 8 bytes, 2^40; a frame bears a
     * size or not: this one does not, and says "abc" in one raw block. */
    static const uint8_t huge[] = { 0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0 };
    static const uint8_t no_size[] = {
        0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00, 0x19, 0, 0, 'a', 'b', 'c'
    };
    g_autoptr(GBytes) packed = pack_same (100000);
    gsize length;
    const uint8_t *bytes = g_bytes_get_data (packed, &length);
    g_autofree uint8_t *twice = g_malloc (2 * length);

    memcpy (twice, bytes, length);
    memcpy (twice + length, bytes, length);
    for (size_t n = 0; n < length; n++)
        expect_damaged (bytes, n);
    expect_damaged (twice, 2 * length);
    expect_damaged (twice, length + 1);
    expect_damaged (huge, sizeof huge);
    expect_damaged (no_size, sizeof no_size);
    expect_damaged ((const uint8_t *) "100,NEM12,202611010000,MDP,GT\n", 30);
}

/* Whatever is turned in it, nothing else of the same length comes out in silence, or its digest
 * tells; a longer or shorter file does not come out at all. */
static void
test_turned (void)
{
    g_autoptr(GBytes) packed = pack_same (5000);
    gsize length;
    const uint8_t *bytes = g_bytes_get_data (packed, &length);

    for (size_t bit = 0; bit < 8 * length; bit++) {
        g_autofree uint8_t *turned = g_memdup2 (bytes, length);
        g_autoptr(GBytes) file = NULL;

        turned[bit / 8] = (uint8_t) (turned[bit / 8] ^ 1u << bit % 8);
        file = tally_file_unpack (turned, length, NULL);
        g_assert_true (file == NULL || g_bytes_get_size (file) <= TALLY_FILE_MAX_BYTES);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/file-pack/round", test_round);
    g_test_add_func ("/file-pack/not-worth-it", test_not_worth_it);
    g_test_add_func ("/file-pack/damaged", test_damaged);
    g_test_add_func ("/file-pack/turned", test_turned);
    return g_test_run ();
}
