// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/tally-fuzz.h"

#include <string.h>

/* What the sanitizer of undefined behaviour finds ends the run. */
const char *__ubsan_default_options (void);

const char *
__ubsan_default_options (void)
{
    return "halt_on_error=1:print_stacktrace=1";
}

#define BYTES_MAX 60000
#define FILE_MAX 60000
#define FIRST_MAX 20

static const char signs[] = " ,:;=|&[]{}\"'<>/\n";

/* They take the place of the word, number or sign at a random spot. */
static const char *const words[] = {
    "0",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "2147483648",
    "18446744073709551616",
    "1e38",
    "0.000000000000000001",
    "99999999999999999",
    "\"",
    "{}",
    "[]",
    "null",
    "true",
    "1e-400",
    "[",
    "\"\\u0000\"",
    "day",
    "year",
    "kwh-per-kw",
    "proportional",
};

int64_t
tally_fuzz_until (gboolean is_small)
{
    const char *text = g_getenv ("TALLY_FUZZ_SECONDS");
    int64_t s = text != NULL ? CLAMP (g_ascii_strtoll (text, NULL, 10), 1, 3600) : 1;

    return g_get_monotonic_time () + s * G_USEC_PER_SEC / (is_small ? 4 : 1);
}

static guint
random_to (guint end)
{
    return (guint) g_test_rand_int_range (0, (int) MAX (end, 1));
}

static gboolean
is_sign (uint8_t byte)
{
    return byte != 0 && strchr (signs, byte) != NULL;
}

static void
put (GByteArray *bytes, guint at, const uint8_t *piece, guint n)
{
    guint before = bytes->len;

    if (n == 0 || before + n > BYTES_MAX)
        return;
    g_byte_array_set_size (bytes, before + n);
    memmove (bytes->data + at + n, bytes->data + at, before - at);
    memcpy (bytes->data + at, piece, n);
}

static void
swap_word (GByteArray *bytes)
{
    const char *word = words[random_to (G_N_ELEMENTS (words))];
    guint at = random_to (bytes->len);
    guint end = at;

    while (at > 0 && !is_sign (bytes->data[at - 1]))
        at--;
    while (end < bytes->len && !is_sign (bytes->data[end]))
        end++;
    g_byte_array_remove_range (bytes, at, end - at);
    put (bytes, at, (const uint8_t *) word, (guint) strlen (word));
}

/* The end of another seed takes the place of the end of this. */
static void
splice (GByteArray *bytes, const GByteArray *other)
{
    guint from = random_to (other->len);

    g_byte_array_set_size (bytes, random_to (bytes->len));
    put (bytes, bytes->len, other->data + from, other->len - from);
}

static void
harm (GByteArray *bytes, const GByteArray *other)
{
    guint at = random_to (bytes->len);
    guint most = 1 + random_to (200);
    guint n = MIN (most, bytes->len - at);
    g_autofree uint8_t *piece = g_memdup2 (bytes->data + at, n);

    switch (bytes->len > 0 ? random_to (9) : 8) {
    case 0:
        bytes->data[at] ^= (uint8_t) (1u << random_to (8));
        break;
    case 1:
        bytes->data[at] = (uint8_t) g_test_rand_int ();
        break;
    case 2:
        bytes->data[at] = (uint8_t) "0123456789,.-\"\n\rAENSV{}[]:e+'?<>/&"[random_to (35)];
        break;
    case 3:
        g_byte_array_remove_range (bytes, at, n);
        break;
    case 4:
        put (bytes, random_to (bytes->len), piece, n);
        break;
    case 5:
        if (random_to (4) == 0)
            g_byte_array_set_size (bytes, at);
        break;
    case 6:
        if (random_to (4) == 0)
            splice (bytes, other);
        break;
    default:
        swap_word (bytes);
    }
}

static void
feed (const TallyFuzz *fuzz, const GByteArray *bytes)
{
    g_autofree uint8_t *exact = g_malloc (MAX (bytes->len, 1));

    if (bytes->len > 0)
        memcpy (exact, bytes->data, bytes->len);
    fuzz->target (exact, bytes->len);
}

static void
add_seed (GPtrArray *seeds, const char *text, size_t length)
{
    GByteArray *bytes = g_byte_array_new ();

    g_ptr_array_add (seeds, g_byte_array_append (bytes, (const uint8_t *) text, (guint) length));
}

static void
add_folder (GPtrArray *seeds, const char *folder)
{
    gboolean is_reference = g_str_has_prefix (folder, "conformance/");
    const char *reference = g_getenv ("TALLY_CONFORMANCE");
    g_autofree char *path = NULL;
    g_autoptr(GDir) dir = NULL;
    const char *name;

    if (is_reference && reference != NULL)
        path = g_build_filename (reference, folder + strlen ("conformance/"), NULL);
    else if (!is_reference)
        path = g_test_build_filename (G_TEST_DIST, "..", "data", folder, NULL);
    dir = path != NULL ? g_dir_open (path, 0, NULL) : NULL;
    g_assert_true (is_reference || dir != NULL);
    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *file = g_build_filename (path, name, NULL);
        g_autofree char *text = NULL;
        gsize length;

        if (g_file_get_contents (file, &text, &length, NULL))
            add_seed (seeds, text, is_reference ? MIN (length, FILE_MAX) : length);
    }
}

static GPtrArray *
find_seeds (const TallyFuzz *fuzz)
{
    GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);

    for (size_t i = 0; fuzz->texts != NULL && fuzz->texts[i] != NULL; i++)
        add_seed (seeds, fuzz->texts[i], strlen (fuzz->texts[i]));
    if (fuzz->seed != NULL)
        g_ptr_array_add (seeds, fuzz->seed ());
    if (fuzz->folder != NULL)
        add_folder (seeds, fuzz->folder);
    g_assert_cmpuint (seeds->len, >, 0);
    return seeds;
}

static void
test_harmed (gconstpointer data)
{
    const TallyFuzz *fuzz = data;
    g_autoptr(GPtrArray) seeds = find_seeds (fuzz);
    int64_t until;
    int64_t n_runs = 0;

    for (guint i = 0; i < MIN (seeds->len, FIRST_MAX); i++)
        feed (fuzz, seeds->pdata[i]);
    /* What was not harmed does not count: it takes a second with the records there are. */
    until = tally_fuzz_until (fuzz->is_small);
    while (g_get_monotonic_time () < until) {
        const GByteArray *seed = seeds->pdata[random_to (seeds->len)];
        g_autoptr(GByteArray) bytes = fuzz->seed != NULL && random_to (2) == 0
                                           ? fuzz->seed ()
                                           : g_byte_array_append (g_byte_array_new (), seed->data,
                                                                  seed->len);

        for (guint i = random_to (8); i > 0; i--)
            harm (bytes, seeds->pdata[random_to (seeds->len)]);
        feed (fuzz, bytes);
        n_runs++;
    }
    g_test_message ("%s: %" G_GINT64_FORMAT " runs", fuzz->name, n_runs);
    g_assert_cmpint (n_runs, >, 0);
}

void
tally_fuzz_add (const TallyFuzz *fuzzes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        g_autofree char *path = g_strconcat ("/fuzz/", fuzzes[i].name, NULL);

        g_test_add_data_func (path, &fuzzes[i], test_harmed);
    }
}
