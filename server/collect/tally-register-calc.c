// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-register-calc.h"

#include "shared/error/tally-error.h"

static const struct {
    const char *name;
    size_t n_words;
} types[] = {
    [TALLY_REGISTER_UINT16] = { "uint16", 1 },   [TALLY_REGISTER_INT16] = { "int16", 1 },
    [TALLY_REGISTER_UINT32] = { "uint32", 2 },   [TALLY_REGISTER_INT32] = { "int32", 2 },
    [TALLY_REGISTER_UINT64] = { "uint64", 4 },   [TALLY_REGISTER_INT64] = { "int64", 4 },
    [TALLY_REGISTER_FLOAT32] = { "float32", 2 }, [TALLY_REGISTER_FLOAT64] = { "float64", 4 },
};
G_STATIC_ASSERT (G_N_ELEMENTS (types) == TALLY_REGISTER_N_TYPES);

/* A binary floating-point number: (-1)^sign times mantissa times 2^exponent. */
typedef struct {
    gboolean is_negative;
    uint64_t mantissa;
    int exponent;
} Binary;

gboolean
tally_register_type_find (const char *name, TallyRegisterType *type)
{
    for (size_t i = 0; i < G_N_ELEMENTS (types); i++) {
        if (g_str_equal (name, types[i].name)) {
            *type = (TallyRegisterType) i;
            return TRUE;
        }
    }
    return FALSE;
}

size_t
tally_register_words (TallyRegisterType type)
{
    g_return_val_if_fail (type < TALLY_REGISTER_N_TYPES, 0);

    return types[type].n_words;
}

gboolean
tally_register_is_floating (TallyRegisterType type)
{
    return type == TALLY_REGISTER_FLOAT32 || type == TALLY_REGISTER_FLOAT64;
}

uint64_t
tally_register_bits (const uint16_t *words, TallyRegisterType type, TallyWordOrder order)
{
    size_t n = tally_register_words (type);
    uint64_t bits = 0;

    for (size_t i = 0; i < n; i++)
        bits = bits << 16 | words[order == TALLY_WORDS_BIG ? i : n - 1 - i];
    return bits;
}

static gboolean
overflow (GError **error)
{
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW,
                         "the register is too large to count");
    return FALSE;
}

/* Takes the parts of IEEE 754 out of @bits. */
static gboolean
take_apart (uint64_t bits, int n_exponent, int n_mantissa, Binary *binary, GError **error)
{
    int largest = (1 << n_exponent) - 1;
    int stored = (int) (bits >> n_mantissa) & largest;
    uint64_t implied = UINT64_C (1) << n_mantissa;

    if (stored == largest) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "the register holds no number");
        return FALSE;
    }
    binary->is_negative = (bits >> (n_exponent + n_mantissa) & 1) != 0;
    binary->mantissa = bits & (implied - 1);
    if (stored > 0)
        binary->mantissa |= implied;
    binary->exponent = MAX (stored, 1) - (largest >> 1) - n_mantissa;
    return TRUE;
}

/* At most 53 bits of mantissa times 10^9 (30 bits) fit 128 bits with room to shift. */
static gboolean
scale (const Binary *binary, int power, int64_t *value, GError **error)
{
    unsigned __int128 product = binary->mantissa;

    for (int i = 0; i < power; i++)
        product *= 10;
    if (product == 0 || binary->exponent < -127) {
        *value = 0;
        return TRUE;
    }
    if (binary->exponent > 0) {
        if (binary->exponent > 63 || product >> (63 - binary->exponent) != 0)
            return overflow (error);
        product <<= binary->exponent;
    } else if (binary->exponent < 0) {
        product += (unsigned __int128) 1 << (-binary->exponent - 1);
        product >>= -binary->exponent;
    }
    if (product > G_MAXINT64)
        return overflow (error);
    *value = binary->is_negative ? -(int64_t) product : (int64_t) product;
    return TRUE;
}

gboolean
tally_register_decode (const uint16_t *words,
                       TallyRegisterType type,
                       TallyWordOrder order,
                       int power,
                       int64_t *value,
                       GError **error)
{
    uint64_t bits = tally_register_bits (words, type, order);
    Binary binary;

    g_return_val_if_fail (power >= 0 && power <= TALLY_REGISTER_MAX_POWER, FALSE);

    switch (type) {
    case TALLY_REGISTER_INT16:
        *value = (int16_t) (uint16_t) bits;
        return TRUE;
    case TALLY_REGISTER_INT32:
        *value = (int32_t) (uint32_t) bits;
        return TRUE;
    case TALLY_REGISTER_INT64:
        *value = (int64_t) bits;
        return TRUE;
    case TALLY_REGISTER_FLOAT32:
        return take_apart (bits, 8, 23, &binary, error) && scale (&binary, power, value, error);
    case TALLY_REGISTER_FLOAT64:
        return take_apart (bits, 11, 52, &binary, error) && scale (&binary, power, value, error);
    case TALLY_REGISTER_UINT16:
    case TALLY_REGISTER_UINT32:
    case TALLY_REGISTER_UINT64:
    case TALLY_REGISTER_N_TYPES:
        break;
    }
    if (bits > G_MAXINT64)
        return overflow (error);
    *value = (int64_t) bits;
    return TRUE;
}
