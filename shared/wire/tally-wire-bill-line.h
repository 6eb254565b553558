// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/**
 * TallyWireBillLine:
 *
 * One line of a bill: quantity x 10^quantity_exponent of unit at rate_micro.
 */
typedef struct {
    int64_t line_no;
    char *kind;
    char *component;
    char *band;
    int64_t tier;
    int64_t quantity;
    int64_t quantity_exponent;
    char *unit;
    int64_t rate_micro; /* millionths of the currency for one unit */
    int64_t amount_minor;
    char *amount_exact; /* before rounding */
    JsonNode *explain;  /* band, tier, rule, intervals and versions behind it */
} TallyWireBillLine;

TALLY_WIRE_DECLARE (TallyWireBillLine, tally_wire_bill_line);

G_END_DECLS
