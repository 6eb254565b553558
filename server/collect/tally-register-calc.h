// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef enum {
    TALLY_REGISTER_UINT16,
    TALLY_REGISTER_INT16,
    TALLY_REGISTER_UINT32,
    TALLY_REGISTER_INT32,
    TALLY_REGISTER_UINT64,
    TALLY_REGISTER_INT64,
    TALLY_REGISTER_FLOAT32,
    TALLY_REGISTER_FLOAT64,
    TALLY_REGISTER_N_TYPES
} TallyRegisterType;

/** TallyWordOrder: which 16-bit word of a longer register comes first */
typedef enum {
    TALLY_WORDS_BIG,    /* the most significant */
    TALLY_WORDS_LITTLE, /* the least significant */
} TallyWordOrder;

/** Longest register, in words. */
#define TALLY_REGISTER_MAX_WORDS 4
/** Largest power of ten a floating-point register may be multiplied by. */
#define TALLY_REGISTER_MAX_POWER 9

/** tally_register_type_find: @name: "uint16" … "float64" */
gboolean tally_register_type_find (const char *name, TallyRegisterType *type);

/** tally_register_words: Returns: 1, 2 or 4 */
size_t tally_register_words (TallyRegisterType type);

/** tally_register_is_floating: Returns: whether @type is binary floating point */
gboolean tally_register_is_floating (TallyRegisterType type);

/** tally_register_bits: Returns: the register's bits as one number, in either order of words */
uint64_t tally_register_bits (const uint16_t *words, TallyRegisterType type, TallyWordOrder order);

/**
 * tally_register_decode:
 * @words: tally_register_words() words as they came
 * @type: how they are meant
 * @order: order of the words
 * @power: a floating-point register is multiplied by 10^power, 0 to
 *   %TALLY_REGISTER_MAX_POWER; whole numbers are given as they are
 * @value: (out): the value; the product rounded half away from zero
 * @error: return location
 *
 * Exact: the bits of a floating-point number (IEEE 754) are taken apart and
 * multiplied as integers.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID for what is no number, or with
 *   %TALLY_ERROR_OVERFLOW when it leaves int64
 */
gboolean tally_register_decode (const uint16_t *words,
                                TallyRegisterType type,
                                TallyWordOrder order,
                                int power,
                                int64_t *value,
                                GError **error);

G_END_DECLS
