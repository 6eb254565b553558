// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire-pricing-holiday.h"
#include "shared/wire/tally-wire-pricing-peak.h"
#include "shared/wire/tally-wire-pricing-slot-peak.h"

G_BEGIN_DECLS

/** TallyWirePricing: GET /api/v1/pricing: all that a bill of one agreement is priced from */
typedef struct {
    int64_t district_id;
    int64_t point_id;
    int64_t agreement_id;
    char *tariff_code;
    int64_t tariff_version; /* in force on the period's last day; 0: none */
    char *document;         /* of that version */
    char *period_start;
    char *period_end;
    int64_t days_full; /* days of the whole month when the agreement has a part of it; else 0 */
    char *time_zone;
    char *currency;
    int64_t interval_s;
    int64_t contracted_w;
    int64_t contracted_va;
    int64_t meters; /* main meters that hang there on the period's last day */
    int64_t phases;
    char *choice;           /* demand or capacity */
    int64_t supplied_first; /* days since 1970; both 0: whole years */
    int64_t supplied_end;
    GArray *import_wh;           /* an interval each */
    GArray *export_wh;           /* empty: none */
    GArray *reactive_varh;       /* empty: none */
    int64_t month_import_wh;     /* of the whole month, of which this is a part; else 0 */
    int64_t month_reactive_varh; /* likewise */
    int64_t n_missing;           /* intervals that are missing, as zeros */
    int64_t year_to_date;
    int64_t export_to_date;
    int64_t net_excess;
    char *charged_to_date;       /* exact decimal */
    char *money_credit;          /* exact decimal */
    GArray *credits;             /* by band */
    gboolean has_system_peaks;   /* the month's are known */
    GArray *system_peaks;        /* intervals in which the system had its peaks */
    char *price_series;          /* of prices_micro; null: the tariff needs none */
    GArray *prices_micro;        /* of a kWh bought, an interval each; empty: not all are known */
    char *export_price_series;   /* of export_prices_micro */
    GArray *export_prices_micro; /* of a kWh delivered */
    GPtrArray *peaks;            /* of TallyWirePricingPeak */
    GPtrArray *slot_peaks;       /* of TallyWirePricingSlotPeak: by component and band */
    GPtrArray *holidays;         /* of TallyWirePricingHoliday */
} TallyWirePricing;

TALLY_WIRE_DECLARE (TallyWirePricing, tally_wire_pricing);

G_END_DECLS
