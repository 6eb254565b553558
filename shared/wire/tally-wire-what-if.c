// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-what-if.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireWhatIf, whatif_id, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIf, month, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIf, currency, TEXT),
    TALLY_WIRE_FIELD (TallyWireWhatIf, n_scope, INT),
    TALLY_WIRE_FIELD (TallyWireWhatIf, n_unpriced, INT),
    TALLY_WIRE_FIELD (TallyWireWhatIf, reasons, TEXTS),
    TALLY_WIRE_FIELD (TallyWireWhatIf, before_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIf, after_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIf, n_winners, INT),
    TALLY_WIRE_FIELD (TallyWireWhatIf, saved_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIf, n_losers, INT),
    TALLY_WIRE_FIELD (TallyWireWhatIf, lost_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireWhatIf, n_same, INT),
    TALLY_WIRE_FIELD (TallyWireWhatIf, n_no_base, INT),
    TALLY_WIRE_NESTED (TallyWireWhatIf, classes, ROWS, tally_wire_what_if_class_type),
    TALLY_WIRE_NESTED (TallyWireWhatIf, components, ROWS, tally_wire_what_if_component_type),
    TALLY_WIRE_NESTED (TallyWireWhatIf, bins, ROWS, tally_wire_what_if_group_type),
    TALLY_WIRE_NESTED (TallyWireWhatIf, deciles, ROWS, tally_wire_what_if_group_type),
    TALLY_WIRE_NESTED (TallyWireWhatIf, movers, ROWS, tally_wire_what_if_mover_type),
};

TALLY_WIRE_DEFINE (TallyWireWhatIf, tally_wire_what_if);
