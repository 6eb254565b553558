// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWirePointAgreement: A service agreement of a point. */
typedef struct {
    int64_t agreement_id;
    char *account_number;
    char *customer_name;
    char *tariff_code;
    int64_t contracted_w; /* 0: not stated */
    char *from;
    char *to; /* null while it holds */
} TallyWirePointAgreement;

TALLY_WIRE_DECLARE (TallyWirePointAgreement, tally_wire_point_agreement);

G_END_DECLS
