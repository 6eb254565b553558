// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/ctl/tally-tariff-show.h"

G_BEGIN_DECLS

#define TALLY_SHOW_LABEL 18 /* columns of a label */

/** TallyShow: @out: what was written; @is_chinese: which names are used */
typedef struct {
    const TallyTariff *tariff;
    gboolean is_chinese;
    GString *out;
} TallyShow;

/** TallyShowRows: appends a season's rows to @rows: cells end with a tab, rows with a newline */
typedef void (*TallyShowRows) (const TallyShow *show, const void *what, int season, GString *rows);

/** tally_show_name: Returns: the name in the language of @show */
const char *tally_show_name (const TallyShow *show, const TallyTariffWord *word);

/** tally_show_plain: appends a document's words; what would steer a terminal is replaced */
void tally_show_plain (GString *out, const char *text);

/** tally_show_field: writes a label, translated, and a text beside it */
void tally_show_field (TallyShow *show, const char *label, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** tally_show_seasons: writes each season's rows of @what, once for seasons that have the same */
void tally_show_seasons (TallyShow *show, TallyShowRows rows, const void *what);

/** tally_show_component: writes component @index */
void tally_show_component (TallyShow *show, size_t index);

/** tally_show_rates: writes unit, tiers and rates of a component that has them */
void tally_show_rates (TallyShow *show, const TallyTariffComponent *component);

/** tally_show_demand: writes how the demand is found that is charged, or that tiers count on */
void tally_show_demand (TallyShow *show, const TallyTariffComponent *component);

G_END_DECLS
