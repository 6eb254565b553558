// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-pricing.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWirePricing, district_id, INT),
    TALLY_WIRE_FIELD (TallyWirePricing, point_id, INT),
    TALLY_WIRE_FIELD (TallyWirePricing, agreement_id, INT),
    TALLY_WIRE_FIELD (TallyWirePricing, tariff_code, TEXT),
    TALLY_WIRE_FIELD (TallyWirePricing, tariff_version, INT),
    TALLY_WIRE_FIELD (TallyWirePricing, document, TEXT),
    TALLY_WIRE_FIELD (TallyWirePricing, period_start, DAY),
    TALLY_WIRE_FIELD (TallyWirePricing, period_end, DAY),
    TALLY_WIRE_FIELD (TallyWirePricing, days_full, INT),
    TALLY_WIRE_FIELD (TallyWirePricing, time_zone, TEXT),
    TALLY_WIRE_FIELD (TallyWirePricing, currency, TEXT),
    TALLY_WIRE_FIELD (TallyWirePricing, interval_s, INT),
    TALLY_WIRE_FIELD (TallyWirePricing, contracted_w, BIG),
    TALLY_WIRE_FIELD (TallyWirePricing, contracted_va, BIG),
    TALLY_WIRE_FIELD (TallyWirePricing, meters, INT),
    TALLY_WIRE_FIELD (TallyWirePricing, phases, INT),
    TALLY_WIRE_FIELD (TallyWirePricing, choice, TEXT),
    TALLY_WIRE_FIELD (TallyWirePricing, import_wh, BIGS),
    TALLY_WIRE_FIELD (TallyWirePricing, export_wh, BIGS),
    TALLY_WIRE_FIELD (TallyWirePricing, reactive_varh, BIGS),
    TALLY_WIRE_FIELD (TallyWirePricing, n_missing, INT),
    TALLY_WIRE_FIELD (TallyWirePricing, year_to_date, BIG),
    TALLY_WIRE_FIELD (TallyWirePricing, export_to_date, BIG),
    TALLY_WIRE_FIELD (TallyWirePricing, net_excess, BIG),
    TALLY_WIRE_FIELD (TallyWirePricing, charged_to_date, TEXT),
    TALLY_WIRE_FIELD (TallyWirePricing, money_credit, TEXT),
    TALLY_WIRE_FIELD (TallyWirePricing, credits, BIGS),
    TALLY_WIRE_NESTED (TallyWirePricing, peaks, ROWS, tally_wire_pricing_peak_type),
    TALLY_WIRE_NESTED (TallyWirePricing, holidays, ROWS, tally_wire_pricing_holiday_type),
};

TALLY_WIRE_DEFINE (TallyWirePricing, tally_wire_pricing);
