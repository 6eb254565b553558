// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-point-agreement.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePointAgreement, agreement_id, INT),
    TALLY_WIRE_FIELD (TallyWirePointAgreement, account_number, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointAgreement, customer_name, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointAgreement, tariff_code, TEXT),
    TALLY_WIRE_FIELD (TallyWirePointAgreement, contracted_w, INT),
    TALLY_WIRE_FIELD (TallyWirePointAgreement, from, DAY),
    TALLY_WIRE_FIELD (TallyWirePointAgreement, to, DAY),
};

TALLY_WIRE_DEFINE (TallyWirePointAgreement, tally_wire_point_agreement);
