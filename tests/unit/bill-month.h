// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-make-private.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#include <string.h>

/* April 2026 in Shanghai, by the hour, that tests of bills share: tariff "t" of any document. */

#define HOURS (30 * 24)
#define DOCUMENT(more, components)                                                      \
    "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"CNY\", " more \
    "\"components\": [" components "]}"
#define ENERGY(rate) "{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"" rate "\"}"

typedef struct {
    TallyBillRules *rules;
    TallyBillMaker *maker;
    TallyBillSheet *sheet;
    int64_t import[HOURS];
    int64_t export[HOURS];
    int64_t reactive[HOURS];
    uint8_t qualities[HOURS];
    TallyBillMeasured measured; /* 1 kWh an hour, measured; neither export nor reactive */
    TallyBillAgreement agreement;
} Desk;

static inline TallyDay
april (int day)
{
    return tally_day_new (2026, 4, day);
}

/* Begins on 1 January 2025 unless it says another day. */
static inline void
desk_add (Desk *desk, const char *document, TallyDay first, TallyDay end)
{
    GArray *versions = g_hash_table_lookup (desk->rules->tariffs, "t");
    g_autoptr(GError) error = NULL;
    TallyBillTariff version = { .valid = { first, end } };

    if (versions == NULL) {
        versions = tally_bill_tariffs_new ();
        g_hash_table_insert (desk->rules->tariffs, (gpointer) "t", versions);
    }
    version.version = (int32_t) versions->len + 1;
    version.sha256[0] = (uint8_t) version.version;
    version.tariff = tally_tariff_parse (document, -1, &error);
    g_assert_no_error (error);
    g_array_append_val (versions, version);
}

static inline Desk *
desk_new (const char *document)
{
    Desk *desk = g_new0 (Desk, 1);

    desk->rules = g_new0 (TallyBillRules, 1);
    *desk->rules = (TallyBillRules){
        .district_id = 1,
        .period = tally_days_of_month (april (1)),
        .zone = tally_zone_get ("Asia/Shanghai", NULL),
        .currency = g_strdup ("CNY"),
        .tariffs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                          (GDestroyNotify) g_array_unref),
        .calendars = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                            (GDestroyNotify) tally_calendar_free),
        .limits = tally_bill_standard_limits,
        .peaks = g_array_new (FALSE, FALSE, sizeof (TallyBillSpan)),
    };
    desk->maker = tally_bill_maker_new (desk->rules);
    desk->sheet = tally_bill_sheet_new ();
    if (document != NULL)
        desk_add (desk, document, tally_day_new (2025, 1, 1), tally_day_new (2099, 1, 1));
    for (size_t i = 0; i < HOURS; i++)
        desk->import[i] = 1000;
    desk->measured = (TallyBillMeasured){ .import = desk->import,
                                          .qualities = desk->qualities,
                                          .n = HOURS,
                                          .interval_s = 3600 };
    desk->agreement = (TallyBillAgreement){ .agreement_id = 7,
                                            .account_id = 2,
                                            .point_id = 3,
                                            .tariff_code = "t",
                                            .phases = 3,
                                            .valid = { tally_day_new (2025, 1, 1),
                                                       tally_day_new (2099, 1, 1) },
                                            .version = 1,
                                            .carry_text = "",
                                            .has_previous = TRUE };
    return desk;
}

static inline void
desk_free (Desk *desk)
{
    tally_bill_sheet_free (desk->sheet);
    tally_bill_maker_free (desk->maker);
    tally_bill_rules_free (desk->rules);
    g_free (desk);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* The bill that is made alone on the sheet. */
static inline const TallyBill *
desk_make (Desk *desk)
{
    g_autoptr(GError) error = NULL;

    tally_bill_sheet_clear (desk->sheet);
    tally_bill_maker_make (desk->maker, &desk->agreement, &desk->measured, desk->sheet, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (desk->sheet->bills->len, ==, 1);
    return &g_array_index (desk->sheet->bills, TallyBill, 0);
}

/* "component amount; …" of its lines. */
static inline char *
desk_lines (const Desk *desk)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < desk->sheet->lines->len; i++) {
        const TallyBillLine *line = &g_array_index (desk->sheet->lines, TallyBillLine, i);

        g_assert_cmpint (line->line_no, ==, i + 1);
        g_string_append_printf (text, "%s%s%s%s %" G_GINT64_FORMAT, i > 0 ? "; " : "",
                                line->component, *line->band != '\0' ? "/" : "", line->band,
                                line->amount_minor);
    }
    return g_string_free (text, FALSE);
}
