// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-explain-picture.h"

G_BEGIN_DECLS

/** tally_price_pictures: writes "2026-09-01-2.svg" into the folder for each line that has a
 *   picture: the line's place on the bill that begins that day. Makes the folder. */
gboolean tally_price_pictures (const char *folder,
                               const TallyPricePlan *plan,
                               const TallyPriceInput *input,
                               const TallyPriceBill *bill,
                               TallyExplainSay say,
                               gboolean is_chinese,
                               GError **error);

G_END_DECLS
