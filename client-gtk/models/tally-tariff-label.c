// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-tariff-doc.h"

#include <glib/gi18n.h>

/* The document's words as a clerk of the trade says them. */
static const struct {
    const char *member;
    const char *label;
} labels[] = {
    { "above", N_ ("Above the standard") },
    { "amount", N_ ("Amount") },
    { "bands", N_ ("Bands") },
    { "basis", N_ ("Counts on") },
    { "below", N_ ("Below the standard") },
    { "blocks", N_ ("kWh-per-kW block") },
    { "calendar", N_ ("Holiday calendar") },
    { "cap", N_ ("At most") },
    { "choice", N_ ("Only when chosen") },
    { "contract", N_ ("Contracted demand") },
    { "customers", N_ ("Customers") },
    { "credit_at_once", N_ ("Credit at once") },
    { "credit_expires", N_ ("Credit expires") },
    { "credit_moves_by_clock", N_ ("Credit moves at") },
    { "currency", N_ ("Currency") },
    { "currency_digits", N_ ("Decimals") },
    { "demand", N_ ("Demand rule") },
    { "description", N_ ("Description") },
    { "en", N_ ("English") },
    { "excess_multiple", N_ ("Multiple of the rate for excess") },
    { "floor", N_ ("Least demand") },
    { "floor_percent", N_ ("Least, percent of contract") },
    { "free_percent", N_ ("Free, percent of kWh") },
    { "from", N_ ("From") },
    { "id", N_ ("Code") },
    { "look_back", N_ ("Months looked back") },
    { "measured_months", N_ ("Months counted in full") },
    { "method", N_ ("Method") },
    { "month", N_ ("Month") },
    { "months", N_ ("Months") },
    { "name", N_ ("Name") },
    { "of", N_ ("Counts on components") },
    { "offered_to", N_ ("Offered to") },
    { "pays_as_credit", N_ ("Paid as credit") },
    { "per", N_ ("Per") },
    { "percent", N_ ("Percent") },
    { "percents", N_ ("Percent by month") },
    { "points", N_ ("Points") },
    { "prices", N_ ("Prices") },
    { "rate", N_ ("Rate") },
    { "rates", N_ ("Price") },
    { "ratchet", N_ ("Ratchet") },
    { "replaces_measured", N_ ("Replaces what is measured") },
    { "rounding", N_ ("Rounding") },
    { "schedule", N_ ("Schedule") },
    { "schedules", N_ ("Schedule") },
    { "seasons", N_ ("Season") },
    { "sliding", N_ ("Sliding window") },
    { "standard_hundredths", N_ ("Standard, hundredths") },
    { "tier_basis", N_ ("Tiers count on") },
    { "tier_order", N_ ("Order of tiers") },
    { "tiers", N_ ("Tier") },
    { "time_zone", N_ ("Time zone") },
    { "to", N_ ("To") },
    { "to_hundredths", N_ ("Down or up to, hundredths") },
    { "tolerance_percent", N_ ("Tolerance, percent") },
    { "true_up", N_ ("Yearly true-up") },
    { "unit", N_ ("Unit") },
    { "up_to", N_ ("Up to") },
    { "valid_from", N_ ("Holds from") },
    { "valid_until", N_ ("Holds until") },
    { "window_minutes", N_ ("Window, minutes") },
    { "year_begins", N_ ("First month of the year") },
    { "zh_CN", N_ ("Chinese") },
};

const char *
tally_tariff_field_label (const char *member)
{
    for (size_t i = 0; i < G_N_ELEMENTS (labels); i++) {
        if (g_str_equal (labels[i].member, member))
            return _ (labels[i].label);
    }
    return member;
}
