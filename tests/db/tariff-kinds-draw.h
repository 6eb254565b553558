// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/db/tariff-draw.h"

/* Random documents of the kinds that are rarer: blocks, contracts, credits, bounds. */

typedef enum {
    METHOD_NONE,
    METHOD_METERING,
    METHOD_MONEY,
    METHOD_BILLING,
    METHOD_CREDIT,
    METHOD_ALL
} Method;

/* A rate for each band, or one; with tiers of a basis, or blocks by kW. */
static inline void
append_hours (GString *json)
{
    int limits[4];

    draw_tiers (limits, 9);
    g_string_append_printf (json, ", \"tier_basis\": \"%s\", \"blocks\": [{\"up_to\": \"%d.5\", ",
                            toss (2) ? "month" : "day", limits[0]);
    append_rate (json, 1, limits);
    g_string_truncate (json, json->len - strlen ("\"rate\": \"0.000000\""));
    g_string_append_printf (json, "\"tiers\": [{\"up_to\": \"%d\", ", limits[1] * 2);
    append_decimal (json, "rate", 2);
    g_string_append (json, "}, {");
    append_decimal (json, "rate", 2);
    g_string_append (json, "}]}, {\"tiers\": [{");
    append_decimal (json, "rate", 2);
    g_string_append (json, "}]}]");
}

static inline void
append_energy (GString *json, Method method)
{
    static const char *const bases[] = { "month", "day", "year", "kwh-per-kw", "kwh-per-kw-day" };
    gboolean is_netted = method == METHOD_METERING || method == METHOD_MONEY;
    int kind = g_test_rand_int_range (0, 3);

    g_string_append (json, "{\"id\": \"e\", \"kind\": \"energy\", \"schedule\": \"s\"");
    if (kind == 0 && !is_netted) {
        g_string_append (json, ", \"prices\": \"by-interval\"}");
        return;
    }
    if (kind == 1) {
        append_hours (json);
    } else {
        g_string_append_printf (json, ", \"tier_basis\": \"%s\"",
                                bases[g_test_rand_int_range (0, 5)]);
        append_rates (json, TRUE, FALSE, 20);
    }
    if (toss (3))
        g_string_append (json, ", \"tier_order\": \"proportional\"");
    g_string_append_c (json, '}');
}

static inline void
append_ratchet (GString *json)
{
    g_string_append_printf (json, ", \"ratchet\": {\"look_back\": %d",
                            g_test_rand_int_range (1, 14));
    if (toss (2)) {
        g_string_append (json, ", \"percents\": [");
        for (int month = 0; month < 12; month++)
            g_string_append_printf (json, "%s\"%d\"", month == 0 ? "" : ", ",
                                    g_test_rand_int_range (0, 101));
        g_string_append_c (json, ']');
    } else {
        g_string_append_printf (json, ", \"percent\": \"%d.25\"", g_test_rand_int_range (0, 100));
        if (toss (2))
            g_string_append (json, ", \"months\": [1, 3, 5, 7, 9, 11]");
    }
    if (toss (3))
        g_string_append (json, ", \"measured_months\": [2, 4, 6, 8, 10, 12]");
    else if (toss (3))
        g_string_append (json, ", \"replaces_measured\": true");
    g_string_append_c (json, '}');
}

static inline void
append_demand (GString *json)
{
    static const char *const units[] = { "kW", "kVA", "kvar", "hp" };
    static const int minutes[] = { 15, 30, 60 };

    g_string_append_printf (json,
                            ", {\"id\": \"d\", \"kind\": \"demand\", \"window_minutes\": %d, "
                            "\"unit\": \"%s\"",
                            minutes[g_test_rand_int_range (0, 3)],
                            units[g_test_rand_int_range (0, 4)]);
    if (toss (2))
        g_string_append (json, ", \"schedule\": \"s\"");
    if (toss (2))
        append_ratchet (json);
    if (toss (3))
        g_string_append (json, ", \"least_applies_to\": \"each-band\"");
    if (toss (2))
        g_string_append_printf (json,
                                ", \"contract\": {\"basis\": \"%s\", \"floor_percent\": \"%d\", "
                                "\"tolerance_percent\": \"%d\", \"excess_multiple\": \"%d.5\"}",
                                toss (2) ? "contracted" : "measured",
                                g_test_rand_int_range (0, 101), g_test_rand_int_range (0, 20),
                                g_test_rand_int_range (1, 4));
    if (toss (2))
        g_string_append (json, ", \"choice\": \"demand\"");
    append_rates (json, FALSE, FALSE, 6);
    g_string_append_c (json, '}');
}

static inline void
append_fixed (GString *json)
{
    static const char *const pers[] = { "month", "day", "year" };

    g_string_append_printf (json, ", {\"id\": \"k\", \"kind\": \"capacity\", \"per\": \"%s\", ",
                            pers[g_test_rand_int_range (0, 3)]);
    append_decimal (json, "rate", 3);
    g_string_append_printf (json, "%s}", toss (2) ? ", \"choice\": \"capacity\"" : "");
    g_string_append (json, ", {\"id\": \"m\", \"kind\": \"fixed\", \"per\": \"meter-month\", ");
    append_decimal (json, "rate", 9);
    g_string_append (json, "}, {\"id\": \"p\", \"kind\": \"fixed\", \"per\": \"phase-month\", ");
    append_decimal (json, "rate", 9);
    g_string_append (json, "}, {\"id\": \"c\", \"kind\": \"coincident\"");
    if (toss (2))
        g_string_append (json, ", \"schedule\": \"s\"");
    append_rates (json, FALSE, FALSE, 4);
    g_string_append_c (json, '}');
}

static inline void
append_export (GString *json, Method method)
{
    static const char *const methods[] = {
        "", "net-metering", "net-metering-money", "net-billing", "credit-billing", "sell-all"
    };
    gboolean by_interval = method >= METHOD_BILLING && toss (3);

    if (method == METHOD_NONE)
        return;
    g_string_append_printf (json,
                            ", {\"id\": \"x\", \"kind\": \"export\", \"method\": \"%s\", "
                            "\"schedule\": \"s\"",
                            methods[method]);
    if (toss (2))
        g_string_append (json, ", \"credit_at_once\": true");
    if (toss (2))
        g_string_append (json, ", \"of\": [\"e\"]");
    g_string_append_printf (json,
                            ", \"true_up\": {\"month\": %d, \"rate\": \"0.0275\", "
                            "\"pays_as_credit\": %s, \"credit_expires\": %s}",
                            toss (2) ? 12 : 4, toss (2) ? "true" : "false",
                            toss (2) ? "true" : "false");
    if (by_interval)
        g_string_append (json, ", \"prices\": \"by-interval\"");
    else if (method != METHOD_METERING)
        append_rates (json, toss (2), FALSE, 6);
    g_string_append_c (json, '}');
}

/* Bounds by the year must all count on the same lines. */
static inline void
append_bound (GString *json, const char *id, const char *kind)
{
    static const char *const pers[] = { "month", "day", "year" };
    int per = g_test_rand_int_range (0, 3);

    g_string_append_printf (json,
                            ", {\"id\": \"%s\", \"kind\": \"%s\", \"per\": \"%s\", \"amount\": "
                            "\"%d.5\"%s}",
                            id, kind, pers[per], g_test_rand_int_range (1, 400),
                            per == 2 || toss (2) ? ", \"of\": [\"e\"]" : "");
}

static inline void
append_bounds (GString *json)
{
    if (toss (2))
        g_string_append (json, ", {\"id\": \"l\", \"kind\": \"levy\", \"rate\": \"0.0123\"}");
    if (toss (2))
        g_string_append (json, ", {\"id\": \"g\", \"kind\": \"discount\", \"rate\": \"0.01\", "
                               "\"cap\": \"0.25\"}");
    if (toss (2))
        append_bound (json, "mi", "minimum");
    if (toss (2))
        append_bound (json, "ma", "maximum");
    if (toss (2))
        g_string_append (json,
                         ", {\"id\": \"t\", \"kind\": \"tax\", \"percent\": \"7.7\"}, {\"id\": "
                         "\"u\", \"kind\": \"tax\", \"percent\": \"1.3\", \"of\": [\"t\"]}");
}

/* Returns: a document whose delivered energy is worth something by @method */
static inline GString *
draw_document (Method method)
{
    GString *json = g_string_new (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"r\", \"currency\": "
        "\"EUR\", ");
    append_schedule (json);
    g_string_append (json, ", \"components\": [");
    append_energy (json, method);
    append_demand (json);
    append_fixed (json);
    append_export (json, method);
    append_bounds (json);
    g_string_append (json, "]}");
    return json;
}
