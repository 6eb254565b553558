// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/chart/tally-chart-load.h"
#include "shared/tariff/tally-price-explain.h"

G_BEGIN_DECLS

/**
 * TallyExplainPicture: why a line of a bill is what it is, to look at
 * @chart: the load curve of the line's side (bought, delivered, reactive) in kW or kvar,
 *   coloured by band, cheap bands cool and dear ones warm; what is not in the line is pale;
 *   where tiers were entered and the window of the highest demand are marked. Its
 *   description says the same in words, with the figures
 *
 * Hand @chart to tally_chart_load_to_svg() or tally_chart_load_draw().
 */
typedef struct {
    TallyChartLoad chart;

    /*< private >*/
    GArray *values;
    GByteArray *bands;
    GByteArray *is_line;
    GArray *band_list;
    GArray *flags;
    GArray *places;
    GStringChunk *texts;
} TallyExplainPicture;

/**
 * tally_explain_picture_new:
 * @explain: of the line
 * @input: the account, as it was priced
 * @say, @is_chinese, @user_data: as of tally_explain_text()
 *
 * Returns: (transfer full) (nullable): %NULL where the line does not come from intervals: fixed
 *   charges, percentages, minima
 */
TallyExplainPicture *tally_explain_picture_new (const TallyExplain *explain,
                                                const TallyPriceInput *input,
                                                TallyExplainSay say,
                                                gboolean is_chinese,
                                                gpointer user_data);

void tally_explain_picture_free (TallyExplainPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyExplainPicture, tally_explain_picture_free)

G_END_DECLS
