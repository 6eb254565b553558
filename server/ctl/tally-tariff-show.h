// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-tariff-model.h"

G_BEGIN_DECLS

/**
 * tally_tariff_show:
 * @tariff: any document that was read
 * @root: the native document it was read from, for the words that no price depends on
 * @language: "en", "zh_CN"; which names to use, where the document has several
 *
 * The whole document for people to hold against the decision it was typed from: head, seasons,
 * schedules by groups of days, and every component with its rates and rules. Seasons that say the
 * same stand together; bands that do not occur in a season are left out.
 *
 * Returns: (transfer full): lines of text
 */
char *tally_tariff_show (const TallyTariff *tariff, TallyJson *root, const char *language);

G_END_DECLS
