// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-line-why.h"

#include "client-gtk/models/tally-priced.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>

struct _TallyLineWhy {
    int64_t interval_s;
    TallyPriced priced;
    TallyExplainPicture *picture;
    char *text;
};

static const char *
say (const char *message, gpointer user_data)
{
    return gettext (message);
}

void
tally_line_why_free (TallyLineWhy *self)
{
    g_clear_pointer (&self->picture, tally_explain_picture_free);
    tally_priced_clear (&self->priced);
    g_free (self->text);
    g_free (self);
}

TallyLineWhy *
tally_line_why_new (const TallyWireLineReason *reason, GError **error)
{
    gboolean is_chinese = g_str_has_prefix (g_get_language_names ()[0], "zh");
    g_autoptr(TallyLineWhy) self = g_new0 (TallyLineWhy, 1);
    g_autoptr(TallyExplain) explain = NULL;

    if (reason->pricing == NULL || reason->pricing->document == NULL
        || reason->pricing->interval_s <= 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "the server did not say what the line was made from");
        return NULL;
    }
    if (!tally_priced_make (&self->priced, reason->pricing, reason->pricing->document, error))
        return NULL;
    if (reason->part_line < 0 || (size_t) reason->part_line >= self->priced.bill->n_lines) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "there is no such line");
        return NULL;
    }
    self->interval_s = reason->pricing->interval_s;
    explain = tally_price_explain (self->priced.plan, &self->priced.input, self->priced.bill,
                                   (size_t) reason->part_line, error);
    if (explain == NULL)
        return NULL;
    self->text = tally_explain_text (explain, say, is_chinese, NULL);
    self->picture = tally_explain_picture_new (explain, &self->priced.input, say, is_chinese, NULL);
    return g_steal_pointer (&self);
}

const char *
tally_line_why_get_text (const TallyLineWhy *self)
{
    return self->text;
}

const TallyChartLoad *
tally_line_why_get_chart (const TallyLineWhy *self)
{
    return self->picture != NULL ? &self->picture->chart : NULL;
}

char *
tally_line_why_read (const TallyLineWhy *self, size_t interval)
{
    const TallyChartLoad *chart = tally_line_why_get_chart (self);
    const TallyZone *zone = tally_price_plan_get_zone (self->priced.plan);
    int64_t instant = tally_price_plan_instant (self->priced.plan, interval);
    int32_t second = tally_zone_second_of_day (zone, instant);
    g_autofree char *value = chart->format (chart->values[interval], chart->user_data);
    char day[TALLY_DAY_TEXT];

    return g_strdup_printf ("%s %02d:%02d · %s %s · %s%s%s",
                            tally_day_format (tally_day_of (zone, instant), day), second / 3600,
                            second / 60 % 60, value, chart->unit,
                            chart->band_list[chart->bands[interval]].name,
                            chart->is_line[interval] ? "" : " · ",
                            chart->is_line[interval] ? "" : _ ("not in this line"));
}

size_t
tally_line_why_day (const TallyLineWhy *self)
{
    return (size_t) (24 * 3600 / self->interval_s);
}
