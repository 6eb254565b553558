// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-price-explain.h"
#include "shared/tariff/tally-tariff-model.h"

G_BEGIN_DECLS

/** tally_explain_find_rule: chooses the sentences; only shared/tariff includes this */
void tally_explain_find_rule (TallyExplain *explain, const TallyTariffComponent *component);

/** tally_explain_fill: Returns: (transfer full): @sentence with its places filled */
char *tally_explain_fill (const TallyExplain *explain, const char *sentence, gboolean is_chinese);

G_END_DECLS
