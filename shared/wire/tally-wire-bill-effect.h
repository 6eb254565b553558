// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireBillEffect: What an edit does to a bill to date. */
typedef struct {
    char *currency;
    int64_t minor_digits;
    int64_t current_minor;
    int64_t after_minor;
} TallyWireBillEffect;

TALLY_WIRE_DECLARE (TallyWireBillEffect, tally_wire_bill_effect);

G_END_DECLS
