// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: trees are those of RFC 6962, leaves and lines are what the headers say byte by byte, and
 * no bit of a line can change without its signature telling. Roots of 0 to 8 leaves are those of
 * the reference implementation of Certificate Transparency; the other figures were made with
 * Python's hashlib and cryptography. */
#include "server/keep/tally-seal-calc.h"
#include "server/keep/tally-seal-file.h"
#include "server/keep/tally-seal-line-calc.h"
#include "shared/error/tally-error.h"

#include <sodium.h>
#include <string.h>

static const char *const inputs[] = {
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
};

static const char *const roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

/* Leaves "0", "1", "2" … */
static const struct {
    int n;
    const char *root;
} many[] = {
    { 9, "e10cb99e8a9c48ae8a25e6c37ab3c88e6c93e8cf2a62cf7e4dcac1ea597e77d4" },
    { 255, "32f85bcaa87d7bcd05728f09e9aeba350ba6a2f733830087f0597682848be5cb" },
    { 256, "828515d033c19d8c901f37eccb8aed919667703486f8d2fff1cf7040321c5db1" },
    { 257, "1eda049a4351d86f76252bd7ec0b7746ad75b7fa0316ad5f541dbda458a312c4" },
    { 1000, "638afa98022925bacfddadb15ef22fd0199c1ac99c2973b6158243d13fce05c2" },
};

/* RFC 8032, section 7.1, test 1; then what Python signs with it. */
#define SECRET "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
#define PUBLIC "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define PREVIOUS "abababababababababababababababababababababababababababababababab"
#define ROOT "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
#define SIGNATURE                                                                                  \
    "054485314a84e035cb2c8aa8087324f50637bcc94f6052dfcd144906ac83c6ba4869ff5280bb6fb4a6675ab6b6d4" \
    "06238072a8cd9567bf30efe18b0e494ba80d"
#define LINE "17 2026-10-04T05:00:00Z " PREVIOUS " " ROOT " 8 " SIGNATURE
#define LINE_HASH "4a01ad61bf90e334c904710fd96b435bee33ff4a108995e6fe72e0638bb9771f"

static void
assert_hex (const uint8_t *bytes, size_t n, const char *expected)
{
    g_autofree char *text = g_malloc (2 * n + 1);

    sodium_bin2hex (text, 2 * n + 1, bytes, n);
    g_assert_cmpstr (text, ==, expected);
}

static void
assert_root (const TallySealTree *tree, const char *expected)
{
    uint8_t root[TALLY_SHA256_BYTES];

    tally_seal_tree_root (tree, root);
    assert_hex (root, sizeof root, expected);
}

static void
test_reference (void)
{
    TallySealTree tree = { 0 };

    assert_root (&tree, roots[0]);
    for (size_t i = 0; i < G_N_ELEMENTS (inputs); i++) {
        uint8_t bytes[16];
        size_t length;

        sodium_hex2bin (bytes, sizeof bytes, inputs[i], strlen (inputs[i]), NULL, &length, NULL);
        tally_seal_tree_add (&tree, bytes, length);
        assert_root (&tree, roots[i + 1]);
    }
}

static void
test_many (void)
{
    TallySealTree tree = { 0 };
    size_t next = 0;

    for (int i = 0; next < G_N_ELEMENTS (many); i++) {
        g_autofree char *leaf = g_strdup_printf ("%d", i);

        if (i == many[next].n)
            assert_root (&tree, many[next++].root);
        tally_seal_tree_add (&tree, (const uint8_t *) leaf, strlen (leaf));
    }
}

static void
test_leaf (void)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new ();
    uint8_t chain[32];
    TallySealLeaf raw = { TALLY_SEAL_RAW, 3, (const uint8_t *) "2026-10-04", 10, 17, chain, 16 };
    TallySealLeaf audit = { TALLY_SEAL_AUDIT, 0, (const uint8_t *) "guard", 5, 258, chain, 32 };

    for (size_t i = 0; i < sizeof chain; i++)
        chain[i] = (uint8_t) i;
    tally_seal_leaf_encode (&raw, bytes);
    assert_hex (bytes->data, bytes->len,
                "47544c31" /* GTL1 */ "00" /* raw */ "00000003"
                "000a"
                "323032362d31302d3034"
                "0000000000000011"
                "10"
                "000102030405060708090a0b0c0d0e0f");
    tally_seal_leaf_encode (&audit, bytes);
    assert_hex (bytes->data, bytes->len,
                "47544c31"
                "01"
                "00000000"
                "0005"
                "6775617264"
                "0000000000000102"
                "20"
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
}

static TallySeal
a_seal (void)
{
    g_autoptr(GError) error = NULL;
    TallySeal seal;

    g_assert_true (tally_seal_parse (LINE, &seal, &error));
    g_assert_no_error (error);
    return seal;
}

static void
test_line (void)
{
    TallySeal seal = a_seal ();
    char text[TALLY_SEAL_TEXT];
    uint8_t hash[TALLY_SHA256_BYTES];
    uint8_t secret[TALLY_SEAL_KEY_BYTES];
    uint8_t key[TALLY_SEAL_KEY_BYTES];
    uint8_t id[TALLY_SEAL_KEY_ID_BYTES];

    g_assert_cmpint (seal.no, ==, 17);
    g_assert_cmpint (seal.at, ==, 1791090000);
    g_assert_cmpint (seal.n_leaves, ==, 8);
    g_assert_cmpstr (tally_seal_format (&seal, text), ==, LINE);
    tally_seal_hash (&seal, hash);
    assert_hex (hash, sizeof hash, LINE_HASH);

    g_assert_true (tally_seal_key_parse (" " SECRET "\n", secret, NULL));
    tally_seal_public_key (secret, key);
    assert_hex (key, sizeof key, PUBLIC);
    tally_seal_key_id (key, id);
    assert_hex (id, sizeof id, "21fe31dfa154a261");
    g_assert_true (tally_seal_is_signed (&seal, key));
    memset (seal.signature, 0, sizeof seal.signature);
    g_assert_false (tally_seal_is_signed (&seal, key));
    tally_seal_sign (&seal, secret);
    g_assert_cmpstr (tally_seal_format (&seal, text), ==, LINE);
    key[0] ^= 1;
    g_assert_false (tally_seal_is_signed (&seal, key));
}

/* Numbers as large as they come find room. */
static void
test_longest (void)
{
    TallySeal seal = { .no = G_MAXINT64, .at = INT64_C (7258118399), .n_leaves = G_MAXINT64 };
    char text[TALLY_SEAL_TEXT];
    TallySeal again;

    tally_seal_format (&seal, text);
    g_assert_cmpuint (strlen (text), ==, 19 + 20 + 64 + 64 + 19 + 128 + 5);
    g_assert_true (tally_seal_parse (text, &again, NULL));
    g_assert_true (tally_seal_is_same (&seal, &again));
    g_assert_cmpint (again.at, ==, seal.at);
}

/* Each bit of a line, turned: it reads no more, or it is not what was signed. */
static void
test_every_bit_counts (void)
{
    uint8_t key[TALLY_SEAL_KEY_BYTES];

    g_assert_true (tally_seal_key_parse (PUBLIC, key, NULL));
    for (size_t i = 0; i < 8 * strlen (LINE); i++) {
        g_autofree char *text = g_strdup (LINE);
        TallySeal seal;

        text[i / 8] = (char) (text[i / 8] ^ (1 << i % 8));
        g_assert_false (tally_seal_parse (text, &seal, NULL) && tally_seal_is_signed (&seal, key));
    }
}

/* What stands in the line, and the field that is named ("": the line as such). */
static const struct {
    const char *name;
    const char *text;
    const char *field;
} garbage[] = {
    { "empty", "", "number, time" },
    { "words", "to whom it may concern", "number, time" },
    { "seven-fields", LINE " x", "number, time" },
    { "two-spaces", "17  2026-10-04T05:00:00Z " PREVIOUS " " ROOT " 8 " SIGNATURE, "number, time" },
    { "end-of-dos", LINE "\r", "field 6" },
    { "number-0", "0 2026-10-04T05:00:00Z " PREVIOUS " " ROOT " 8 " SIGNATURE, "field 1" },
    { "number-017", "017 2026-10-04T05:00:00Z " PREVIOUS " " ROOT " 8 " SIGNATURE, "field 1" },
    { "number-plus", "+17 2026-10-04T05:00:00Z " PREVIOUS " " ROOT " 8 " SIGNATURE, "field 1" },
    { "number-large", "9223372036854775808 2026-10-04T05:00:00Z " PREVIOUS " " ROOT " 8 " SIGNATURE,
      "field 1" },
    { "number-none", " 2026-10-04T05:00:00Z " PREVIOUS " " ROOT " 8 " SIGNATURE, "field 1" },
    { "day", "17 2026-10-34T05:00:00Z " PREVIOUS " " ROOT " 8 " SIGNATURE, "field 2" },
    { "day-before-1970", "17 1969-12-31T05:00:00Z " PREVIOUS " " ROOT " 8 " SIGNATURE, "field 2" },
    { "hour", "17 2026-10-04T24:00:00Z " PREVIOUS " " ROOT " 8 " SIGNATURE, "field 2" },
    { "minute", "17 2026-10-04T05:60:00Z " PREVIOUS " " ROOT " 8 " SIGNATURE, "field 2" },
    { "second", "17 2026-10-04T05:00:60Z " PREVIOUS " " ROOT " 8 " SIGNATURE, "field 2" },
    { "digit", "17 2026-10-04T05:00:0xZ " PREVIOUS " " ROOT " 8 " SIGNATURE, "field 2" },
    { "zone", "17 2026-10-04T05:00:00+ " PREVIOUS " " ROOT " 8 " SIGNATURE, "field 2" },
    { "previous-short", "17 2026-10-04T05:00:00Z ab " ROOT " 8 " SIGNATURE, "field 3" },
    { "root-upper", "17 2026-10-04T05:00:00Z " PREVIOUS " 5D" PREVIOUS " 8 " SIGNATURE, "field 4" },
    { "leaves-minus", "17 2026-10-04T05:00:00Z " PREVIOUS " " ROOT " -8 " SIGNATURE, "field 5" },
    { "signature-short", "17 2026-10-04T05:00:00Z " PREVIOUS " " ROOT " 8 " ROOT, "field 6" },
};

static void
test_garbage (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (garbage); i++) {
        g_autoptr(GError) error = NULL;
        TallySeal seal;

        g_test_message ("%s", garbage[i].name);
        g_assert_false (tally_seal_parse (garbage[i].text, &seal, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        g_assert_true (g_str_has_prefix (error->message, garbage[i].field));
    }
}

static const struct {
    const char *text;
    size_t length;
    const char *message; /* NULL: two lines */
} files[] = {
    { LINE "\n" LINE "\n", 2 * sizeof LINE, NULL },
    { LINE "\n" LINE, 2 * sizeof LINE - 1, "line 2: it has no end" },
    { LINE "\n\n", sizeof LINE + 1, "line 2: number, time" },
    { LINE "\n" LINE "\0\n", 2 * sizeof LINE + 1, "line 2: it is no text" },
};

static void
test_lines (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
        g_autoptr(GArray) seals = g_array_new (FALSE, FALSE, sizeof (TallySeal));
        g_autoptr(GError) error = NULL;

        g_assert_true (tally_seal_lines_parse (files[i].text, files[i].length, seals, &error)
                       == (files[i].message == NULL));
        if (error == NULL)
            g_assert_cmpuint (seals->len, ==, 2);
        else
            g_assert_true (g_str_has_prefix (error->message, files[i].message));
    }
}

/* What is refused may be a secret: it is not repeated. */
static void
test_keys_refused (void)
{
    static const char *const slips[] = { "", "ab", SECRET "0", "z" SECRET, SECRET "\n" SECRET };

    for (size_t i = 0; i < G_N_ELEMENTS (slips); i++) {
        g_autoptr(GError) error = NULL;
        uint8_t key[TALLY_SEAL_KEY_BYTES];

        g_assert_false (tally_seal_key_parse (slips[i], key, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        g_assert_null (strstr (error->message, "9d61"));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/seal/tree/reference", test_reference);
    g_test_add_func ("/seal/tree/many", test_many);
    g_test_add_func ("/seal/leaf", test_leaf);
    g_test_add_func ("/seal/line", test_line);
    g_test_add_func ("/seal/line/longest", test_longest);
    g_test_add_func ("/seal/line/every-bit-counts", test_every_bit_counts);
    g_test_add_func ("/seal/line/garbage", test_garbage);
    g_test_add_func ("/seal/lines", test_lines);
    g_test_add_func ("/seal/keys-refused", test_keys_refused);

    return g_test_run ();
}
