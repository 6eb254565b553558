// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/wire/tally-wire-to-date-row.h"

static const TallyWireField fields[] = {
    TALLY_WIRE_FIELD (TallyWireToDateRow, district_id, INT),
    TALLY_WIRE_FIELD (TallyWireToDateRow, agreement_id, INT),
    TALLY_WIRE_FIELD (TallyWireToDateRow, account_number, TEXT),
    TALLY_WIRE_FIELD (TallyWireToDateRow, customer_name, TEXT),
    TALLY_WIRE_FIELD (TallyWireToDateRow, point_code, TEXT),
    TALLY_WIRE_FIELD (TallyWireToDateRow, point_kind, TEXT),
    TALLY_WIRE_FIELD (TallyWireToDateRow, tariff_code, TEXT),
    TALLY_WIRE_FIELD (TallyWireToDateRow, tariff_version, INT),
    TALLY_WIRE_FIELD (TallyWireToDateRow, currency, TEXT),
    TALLY_WIRE_FIELD (TallyWireToDateRow, since, DAY),
    TALLY_WIRE_FIELD (TallyWireToDateRow, known_end, DAY),
    TALLY_WIRE_FIELD (TallyWireToDateRow, period_start, DAY),
    TALLY_WIRE_FIELD (TallyWireToDateRow, period_end, DAY),
    TALLY_WIRE_FIELD (TallyWireToDateRow, state, TEXT),
    TALLY_WIRE_FIELD (TallyWireToDateRow, energy_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireToDateRow, net_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireToDateRow, tax_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireToDateRow, total_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireToDateRow, estimated_ppm, INT),
    TALLY_WIRE_FIELD (TallyWireToDateRow, month_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireToDateRow, month_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireToDateRow, forecast_wh, BIG),
    TALLY_WIRE_FIELD (TallyWireToDateRow, forecast_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireToDateRow, low_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireToDateRow, high_minor, BIG),
    TALLY_WIRE_FIELD (TallyWireToDateRow, lines, JSON),
    TALLY_WIRE_FIELD (TallyWireToDateRow, newest_at, INSTANT),
    TALLY_WIRE_FIELD (TallyWireToDateRow, refreshed_at, INSTANT),
};

TALLY_WIRE_DEFINE (TallyWireToDateRow, tally_wire_to_date_row);
