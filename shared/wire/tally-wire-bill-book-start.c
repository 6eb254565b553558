// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-bill-book-start.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_NEEDED (TallyWireBillBookStart, book_id, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireBillBookStart, tally_wire_bill_book_start);
