// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/chart/tally-chart-tint.h"

static const struct {
    const char *light;
    const char *dark;
} tints[] = {
    { "#2f5d9b", "#5b8fd6" }, { "#4d93c4", "#86c1ea" }, { "#3f8f83", "#5fbfae" },
    { "#8db86a", "#b5dc92" }, { "#b08f1f", "#d9b93f" }, { "#e8a33d", "#f7c778" },
    { "#c7501f", "#ee7f4e" }, { "#8f1d2c", "#e0566a" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (tints) == TALLY_CHART_TINTS);

const char *
tally_chart_tint (unsigned tint, gboolean is_dark)
{
    g_return_val_if_fail (tint < TALLY_CHART_TINTS, tints[0].light);

    return is_dark ? tints[tint].dark : tints[tint].light;
}
