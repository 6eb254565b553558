// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-price-explain.h"
#include "shared/tariff/tally-tariff-model.h"

G_BEGIN_DECLS

/** tally_explain_find_rule: chooses the sentences; only shared/tariff includes this */
void tally_explain_find_rule (TallyExplain *explain, const TallyTariffComponent *component);

/** tally_explain_is_in_place: whether a cell has the line's band and season */
gboolean tally_explain_is_in_place (const TallyPricePlan *plan,
                                    int index,
                                    const TallyPriceLine *line,
                                    size_t cell_index);

/** tally_explain_add_market: peaks and prices of a line; FALSE with %TALLY_ERROR_OVERFLOW */
gboolean tally_explain_add_market (TallyExplain *explain,
                                   const TallyPriceInput *input,
                                   size_t index,
                                   GError **error);

/** tally_explain_fill: Returns: (transfer full): @sentence with its places filled */
char *tally_explain_fill (const TallyExplain *explain, const char *sentence, gboolean is_chinese);

G_END_DECLS
