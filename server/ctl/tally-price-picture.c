// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ctl/tally-price-picture.h"

#include <errno.h>
#include <glib/gstdio.h>

#define FOLDER_MODE 0755

static gboolean
write_one (const char *folder,
           const TallyExplain *explain,
           const TallyPriceInput *input,
           const char *name,
           TallyExplainSay say,
           gboolean is_chinese,
           GError **error)
{
    g_autoptr(TallyExplainPicture)
                   picture = tally_explain_picture_new (explain, input, say, is_chinese, NULL);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *svg = NULL;

    if (picture == NULL)
        return TRUE;
    svg = tally_chart_load_to_svg (&picture->chart);
    return g_file_set_contents (path, svg, -1, error);
}

gboolean
tally_price_pictures (const char *folder,
                      const TallyPricePlan *plan,
                      const TallyPriceInput *input,
                      const TallyPriceBill *bill,
                      TallyExplainSay say,
                      gboolean is_chinese,
                      GError **error)
{
    TallyDay first = tally_day_of (tally_price_plan_get_zone (plan),
                                   tally_price_plan_instant (plan, 0));
    char day[TALLY_DAY_TEXT];

    tally_day_format (first, day);
    if (g_mkdir_with_parents (folder, FOLDER_MODE) != 0) {
        int reason = errno;

        g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (reason), "%s: %s", folder,
                     g_strerror (reason));
        return FALSE;
    }
    for (size_t i = 0; i < bill->n_lines; i++) {
        g_autoptr(TallyExplain) explain = tally_price_explain (plan, input, bill, i, error);
        g_autofree char *name = g_strdup_printf ("%s-%zu.svg", day, i + 1);

        if (explain == NULL || !write_one (folder, explain, input, name, say, is_chinese, error))
            return FALSE;
    }
    return TRUE;
}
