// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireCorrectionLine: A line of the bill before and of the one after; an empty quantity:
 * it has none.
 */
typedef struct {
    int64_t line_no;
    char *kind;
    char *component;
    char *band;
    int64_t tier;
    char *unit;
    char *old_quantity;
    char *new_quantity;
    char *old_rate;
    char *new_rate;
    int64_t old_minor;
    int64_t new_minor;
    int64_t difference_minor;
} TallyWireCorrectionLine;

TALLY_WIRE_DECLARE (TallyWireCorrectionLine, tally_wire_correction_line);

G_END_DECLS
