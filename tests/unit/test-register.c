// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a meter's registers say becomes the exact integer, in either order of words, and
 * what is no number is refused. */
#include "server/collect/tally-register-calc.h"
#include "shared/error/tally-error.h"

#include <math.h>
#include <string.h>

#define OK (-1)

typedef struct {
    const char *name;
    TallyRegisterType type;
    TallyWordOrder order;
    int power;
    uint16_t words[4];
    int64_t value;
    int code;
} Case;

static const Case cases[] = {
    { "uint16", TALLY_REGISTER_UINT16, TALLY_WORDS_BIG, 0, { 0xffff }, 65535, OK },
    { "int16", TALLY_REGISTER_INT16, TALLY_WORDS_BIG, 0, { 0xffff }, -1, OK },
    { "uint32", TALLY_REGISTER_UINT32, TALLY_WORDS_BIG, 0, { 0x8000, 1 }, 2147483649, OK },
    { "int32", TALLY_REGISTER_INT32, TALLY_WORDS_BIG, 0, { 0x8000, 0 }, -2147483648LL, OK },
    { "little", TALLY_REGISTER_UINT32, TALLY_WORDS_LITTLE, 0, { 0x0001, 0x0002 }, 131073, OK },
    { "uint64", TALLY_REGISTER_UINT64, TALLY_WORDS_BIG, 0, { 0, 0, 0x0001, 0x86a0 }, 100000, OK },
    { "uint64-little", TALLY_REGISTER_UINT64, TALLY_WORDS_LITTLE, 0, { 2, 1, 0, 0 }, 65538, OK },
    { "uint64-too-large",
      TALLY_REGISTER_UINT64,
      TALLY_WORDS_BIG,
      0,
      { 0x8000 },
      0,
      TALLY_ERROR_OVERFLOW },
    { "int64",
      TALLY_REGISTER_INT64,
      TALLY_WORDS_BIG,
      0,
      { 0xffff, 0xffff, 0xffff, 0xfffe },
      -2,
      OK },
    /* 0x4640e6b7 = 12345.6787109375: 12345679 Wh. */
    { "float-kwh", TALLY_REGISTER_FLOAT32, TALLY_WORDS_BIG, 3, { 0x4640, 0xe6b7 }, 12345679, OK },
    { "float-swapped",
      TALLY_REGISTER_FLOAT32,
      TALLY_WORDS_LITTLE,
      3,
      { 0xe6b7, 0x4640 },
      12345679,
      OK },
    /* 0x4b800001 = 16777218: beyond it a step of a float is 2 kWh. */
    { "float-large",
      TALLY_REGISTER_FLOAT32,
      TALLY_WORDS_BIG,
      3,
      { 0x4b80, 0x0001 },
      INT64_C (16777218000),
      OK },
    { "float-zero", TALLY_REGISTER_FLOAT32, TALLY_WORDS_BIG, 3, { 0, 0 }, 0, OK },
    { "float-minus-zero", TALLY_REGISTER_FLOAT32, TALLY_WORDS_BIG, 3, { 0x8000, 0 }, 0, OK },
    /* 0.0005 as a float is 0.0005000000237…: 0.5 Wh and a little rounds up; its half does not. */
    { "float-half", TALLY_REGISTER_FLOAT32, TALLY_WORDS_BIG, 3, { 0x3a03, 0x126f }, 1, OK },
    { "float-half-down", TALLY_REGISTER_FLOAT32, TALLY_WORDS_BIG, 3, { 0x3983, 0x126f }, 0, OK },
    { "float-half-away", TALLY_REGISTER_FLOAT32, TALLY_WORDS_BIG, 0, { 0xbf00, 0 }, -1, OK },
    { "float-smallest", TALLY_REGISTER_FLOAT32, TALLY_WORDS_BIG, 9, { 0, 1 }, 0, OK },
    { "float-nan",
      TALLY_REGISTER_FLOAT32,
      TALLY_WORDS_BIG,
      3,
      { 0x7fc0, 0 },
      0,
      TALLY_ERROR_INVALID },
    { "float-infinite",
      TALLY_REGISTER_FLOAT32,
      TALLY_WORDS_BIG,
      3,
      { 0x7f80, 0 },
      0,
      TALLY_ERROR_INVALID },
    { "float-too-large",
      TALLY_REGISTER_FLOAT32,
      TALLY_WORDS_BIG,
      3,
      { 0x7f7f, 0xffff },
      0,
      TALLY_ERROR_OVERFLOW },
    /* 0x40c81cd6e631f8a1 = 12345.6789 */
    { "float64",
      TALLY_REGISTER_FLOAT64,
      TALLY_WORDS_BIG,
      3,
      { 0x40c8, 0x1cd6, 0xe631, 0xf8a1 },
      12345679,
      OK },
    { "float64-nan",
      TALLY_REGISTER_FLOAT64,
      TALLY_WORDS_BIG,
      3,
      { 0x7ff8 },
      0,
      TALLY_ERROR_INVALID },
    /* 2^62 fits, 2^63 is one more than int64 holds. */
    { "float-62", TALLY_REGISTER_FLOAT32, TALLY_WORDS_BIG, 0, { 0x5e80 }, INT64_C (1) << 62, OK },
    { "float-63", TALLY_REGISTER_FLOAT32, TALLY_WORDS_BIG, 0, { 0x5f00 }, 0, TALLY_ERROR_OVERFLOW },
    /* 9.2 and 9.3 times 10^9 in billionths: 2^63 lies between them. */
    { "float64-fits",
      TALLY_REGISTER_FLOAT64,
      TALLY_WORDS_BIG,
      9,
      { 0x4201, 0x22e6, 0xe000, 0x0000 },
      INT64_C (9200000000000000000),
      OK },
    { "float64-too-large",
      TALLY_REGISTER_FLOAT64,
      TALLY_WORDS_BIG,
      9,
      { 0x4201, 0x5295, 0xe800, 0x0000 },
      0,
      TALLY_ERROR_OVERFLOW },
};

static void
test_decode (gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GError) error = NULL;
    int64_t value = 0;
    gboolean done = tally_register_decode (c->words, c->type, c->order, c->power, &value, &error);

    if (c->code == OK)
        g_assert_no_error (error);
    else
        g_assert_error (error, TALLY_ERROR, c->code);
    g_assert_cmpint (done, ==, c->code == OK);
    if (done)
        g_assert_cmpint (value, ==, c->value);
}

/* A register of N bits has N / 16 words (Modbus); those with a fraction are scaled. */
static void
test_types (void)
{
    static const struct {
        const char *name;
        TallyRegisterType type;
        size_t n_words;
        gboolean is_floating;
    } types[] = {
        { "uint16", TALLY_REGISTER_UINT16, 1, FALSE },
        { "int16", TALLY_REGISTER_INT16, 1, FALSE },
        { "uint32", TALLY_REGISTER_UINT32, 2, FALSE },
        { "int32", TALLY_REGISTER_INT32, 2, FALSE },
        { "uint64", TALLY_REGISTER_UINT64, 4, FALSE },
        { "int64", TALLY_REGISTER_INT64, 4, FALSE },
        { "float32", TALLY_REGISTER_FLOAT32, 2, TRUE },
        { "float64", TALLY_REGISTER_FLOAT64, 4, TRUE },
    };
    static const char *const bad[] = { "", "uint8", "UINT16", "uint16 ", "float" };
    TallyRegisterType type = TALLY_REGISTER_INT64;

    G_STATIC_ASSERT (G_N_ELEMENTS (types) == TALLY_REGISTER_N_TYPES);
    for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
        g_assert_false (tally_register_type_find (bad[i], &type));
    g_assert_cmpint (type, ==, TALLY_REGISTER_INT64);
    for (size_t i = 0; i < G_N_ELEMENTS (types); i++) {
        g_assert_true (tally_register_type_find (types[i].name, &type));
        g_assert_cmpint (type, ==, types[i].type);
        g_assert_cmpuint (tally_register_words (type), ==, types[i].n_words);
        g_assert_true (tally_register_is_floating (type) == types[i].is_floating);
    }
}

/* Property: against the machine's own arithmetic, which is exact for a float times 1000. */
static void
test_like_the_machine (void)
{
    for (int run = 0; run < 100000; run++) {
        uint32_t bits = (uint32_t) g_test_rand_int ();
        uint16_t words[] = { (uint16_t) (bits >> 16), (uint16_t) bits };
        int64_t value = 0;
        float number;

        memcpy (&number, &bits, sizeof number);
        if (!isfinite (number) || fabsf (number) > 9e14f) {
            if (isfinite (number))
                continue;
            g_assert_false (tally_register_decode (words, TALLY_REGISTER_FLOAT32, TALLY_WORDS_BIG,
                                                   3, &value, NULL));
            continue;
        }
        g_assert_true (tally_register_decode (words, TALLY_REGISTER_FLOAT32, TALLY_WORDS_BIG, 3,
                                              &value, NULL));
        g_assert_cmpint (value, ==, llroundl ((long double) number * 1000));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strconcat ("/collect/register/", cases[i].name, NULL);

        g_test_add_data_func (path, &cases[i], test_decode);
    }
    g_test_add_func ("/collect/register/types", test_types);
    g_test_add_func ("/collect/register/like-the-machine", test_like_the_machine);

    return g_test_run ();
}
