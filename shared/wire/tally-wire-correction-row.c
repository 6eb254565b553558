// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-correction-row.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, correction_id, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, number, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, new_number, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, credit_number, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, account_number, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, customer_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, period_start, DAY),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, period_end, DAY),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, currency, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, causes, TEXTS),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, old_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, new_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, difference_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, proposed_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, ordered_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, ordered_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, reason, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, decided_by, TEXT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, decided_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireCorrectionRow, decision_reason, TEXT),
};

TALLY_WIRE_DEFINE (TallyWireCorrectionRow, tally_wire_correction_row);
