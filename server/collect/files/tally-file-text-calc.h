// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/files/tally-file.h"

G_BEGIN_DECLS

/** TallyText: a piece of a file, not ended by a zero */
typedef struct {
    const char *text;
    size_t length;
} TallyText;

/** TallyFileLines: a file, line by line */
typedef struct {
    const char *next;
    size_t n_left;
    size_t number; /* of the line last taken, 1 first */
} TallyFileLines;

/** tally_file_lines_next: takes the next line without its end. Returns: %FALSE at the end */
gboolean tally_file_lines_next (TallyFileLines *lines, TallyText *line);

/**
 * tally_file_split:
 * @line: a line of comma-separated fields; a field may stand in quotes; blanks around it do not
 *   count
 * @fields: (out caller-allocates) (array length=max)
 *
 * Returns: number of fields; @max + 1 when there are more than @max
 */
size_t tally_file_split (TallyText line, TallyText *fields, size_t max);

/** tally_file_split_by: the same with another mark between fields */
size_t tally_file_split_by (TallyText line, char delimiter, TallyText *fields, size_t max);

/** tally_text_is: whether @text is exactly @expected, ASCII case ignored */
gboolean tally_text_is (TallyText text, const char *expected);

/**
 * tally_text_to_number:
 * @text: digits alone
 *
 * Returns: the number, or -1 when @text is anything else or exceeds @max
 */
int64_t tally_text_to_number (TallyText text, int64_t max);

/**
 * tally_text_to_decimal:
 * @text: digits with an optional minus and point, such as "18.023", ".5" or "-3"
 * @mantissa: (out): all digits as a whole number
 * @decimals: (out): how many of them are decimals; zeros at the end do not count
 *
 * Returns: %FALSE when @text is no such number, or has more digits than fit:
 *   nothing is rounded
 */
gboolean tally_text_to_decimal (TallyText text, int64_t *mantissa, int *decimals);

/**
 * tally_text_to_name:
 * @text: a code of a point, meter or channel
 * @name: (out caller-allocates): receives it, ended by a zero
 * @size: bytes of @name
 *
 * Returns: %FALSE when it is longer than @name or holds other than printable ASCII
 */
gboolean tally_text_to_name (TallyText text, char *name, size_t size);

/** tally_text_to_day: @text: YYYYMMDD; Returns: %FALSE when that is no day */
gboolean tally_text_to_day (TallyText text, int32_t *day);

/** tally_text_to_code: Returns: %FALSE when @text is no quality: A, E, F, N, S or V, then
 * nothing or two digits */
gboolean tally_text_to_code (TallyText text, TallyFileCode *code);

/**
 * tally_file_unit_power:
 * @unit: such as "kWh" or "kvarh", ASCII case ignored
 *
 * Returns: the power of ten of Wh or varh it stands for, or -1 for no unit of energy
 */
int tally_file_unit_power (const char *unit);

/** tally_file_code_quality: Returns: the #TallyQuality of NEM12's @code, which CSV uses too */
uint8_t tally_file_code_quality (TallyFileCode code);

/**
 * TallyFileValues:
 *
 * Gathers the values of a series, each with its own decimals, and brings them
 * to the same decimals.
 */
typedef struct {
    size_t n;
    int64_t values[TALLY_FILE_MAX_INTERVALS];
    uint8_t own_decimals[TALLY_FILE_MAX_INTERVALS];
    TallyFileCode codes[TALLY_FILE_MAX_INTERVALS];
    gboolean is_missing[TALLY_FILE_MAX_INTERVALS];
    uint8_t qualities[TALLY_FILE_MAX_INTERVALS]; /* after tally_file_values_align() */
    int decimals;
} TallyFileValues;

/** tally_file_values_add_number: @mantissa: in 10^-@decimals; there is room for it */
void tally_file_values_add_number (TallyFileValues *self,
                                   int64_t mantissa,
                                   int decimals,
                                   TallyFileCode code);

/** tally_file_values_add_missing: the same for a place where no value stands */
gboolean tally_file_values_add_missing (TallyFileValues *self, TallyFileCode code);

/** tally_file_values_add: Returns: %FALSE when @text is not a value; nothing is then added */
gboolean tally_file_values_add (TallyFileValues *self, TallyText text, TallyFileCode code);

/** tally_file_values_align: tells the qualities too. Returns: %FALSE when a value does not fit with
 * so many decimals */
gboolean tally_file_values_align (TallyFileValues *self);

G_END_DECLS
