// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-series.h"

#include "shared/wire/tally-wire-edit.h"
#include "shared/wire/tally-wire-intervals.h"

struct _TallySeries {
    GObject parent_instance;

    TallyApi *api;
    TallyFeed *curve;
    TallyFeed *versions;
    char *words[5]; /* district, point, channel, day, NULL: of questions about the day */
    TallyWireEditPreview range;
    char *method;
    TallyWireEditEffect *effect;
    char *edit_id; /* kept while the same edit is tried again */
    GCancellable *previewing;
    gboolean is_editing;
};

G_DEFINE_FINAL_TYPE (TallySeries, tally_series, G_TYPE_OBJECT)

enum {
    SIGNAL_PREVIEWED,
    SIGNAL_EDITED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear_words (TallySeries *self)
{
    for (guint i = 0; i < G_N_ELEMENTS (self->words); i++)
        g_clear_pointer (&self->words[i], g_free);
}

static void
load (TallySeries *self)
{
    const char *curve[] = { self->words[0], self->words[1], self->words[2],
                            self->words[3], self->words[3], NULL };

    tally_feed_load (self->curve, curve);
    tally_feed_load (self->versions, (const char *const *) self->words);
}

void
tally_series_set (TallySeries *self,
                  gint64 district_id,
                  gint64 point_id,
                  gint64 channel,
                  const char *day)
{
    g_autofree char *wanted = g_strdup (day);

    g_return_if_fail (TALLY_IS_SERIES (self));

    tally_series_forget_preview (self);
    clear_words (self);
    if (wanted == NULL) {
        tally_feed_clear (self->curve);
        tally_feed_clear (self->versions);
        return;
    }
    self->words[0] = g_strdup_printf ("%" G_GINT64_FORMAT, district_id);
    self->words[1] = g_strdup_printf ("%" G_GINT64_FORMAT, point_id);
    self->words[2] = g_strdup_printf ("%" G_GINT64_FORMAT, channel);
    self->words[3] = g_steal_pointer (&wanted);
    load (self);
}

void
tally_series_refresh (TallySeries *self)
{
    g_return_if_fail (TALLY_IS_SERIES (self));

    if (self->words[0] != NULL)
        load (self);
}

TallyFeed *
tally_series_get_curve (TallySeries *self)
{
    return self->curve;
}

TallyFeed *
tally_series_get_versions (TallySeries *self)
{
    return self->versions;
}

const TallyWireIntervalDay *
tally_series_get_day (TallySeries *self)
{
    const TallyWireIntervals *curve = tally_feed_get_message (self->curve);

    return curve != NULL && curve->days != NULL && curve->days->len > 0 ? curve->days->pdata[0]
                                                                        : NULL;
}

gboolean
tally_series_may_edit (TallySeries *self)
{
    const TallyWireIntervalDay *day = tally_series_get_day (self);

    return tally_api_may (self->api, "edit") && day != NULL && day->version > 0
           && !self->is_editing;
}

static void
set_effect (TallySeries *self, TallyWireEditEffect *effect, const GError *error)
{
    g_clear_pointer (&self->effect, tally_wire_edit_effect_free);
    self->effect = effect;
    g_signal_emit (self, signals[SIGNAL_PREVIEWED], 0, error);
}

static void
stop_preview (TallySeries *self)
{
    if (self->previewing != NULL)
        g_cancellable_cancel (self->previewing);
    g_clear_object (&self->previewing);
}

static void
on_previewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallySeries) self = user_data;
    g_autoptr(GError) error = NULL;
    gpointer message = NULL;

    tally_api_ask_finish (TALLY_API (source), result, &message, &error);
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
    g_clear_object (&self->previewing);
    set_effect (self, message, error);
}

void
tally_series_preview (TallySeries *self, const TallyWireEditPreview *range)
{
    const char *words[] = { self->words[0], self->words[1], NULL };

    g_return_if_fail (TALLY_IS_SERIES (self));

    if (self->words[0] == NULL || self->is_editing)
        return;
    stop_preview (self);
    g_free (self->method);
    self->method = g_strdup (range->method);
    self->range = *range;
    self->range.method = self->method;
    self->range.channel = g_ascii_strtoll (self->words[2], NULL, 10);
    self->range.day = self->words[3];
    g_clear_pointer (&self->edit_id, g_free);
    self->edit_id = g_uuid_string_random ();
    self->previewing = g_cancellable_new ();
    tally_api_ask_async (self->api, TALLY_ASK_PREVIEW, words, &self->range, self->previewing,
                         on_previewed, g_object_ref (self));
}

void
tally_series_forget_preview (TallySeries *self)
{
    g_return_if_fail (TALLY_IS_SERIES (self));

    stop_preview (self);
    if (self->effect != NULL)
        set_effect (self, NULL, NULL);
}

const TallyWireEditEffect *
tally_series_get_effect (TallySeries *self)
{
    return self->effect;
}

static void
on_edited (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallySeries) self = user_data;
    g_autoptr(GError) error = NULL;
    gpointer message = NULL;

    self->is_editing = FALSE;
    if (tally_api_ask_finish (TALLY_API (source), result, &message, &error)) {
        tally_wire_edit_effect_free (message);
        tally_series_forget_preview (self);
    }
    g_signal_emit (self, signals[SIGNAL_EDITED], 0, error);
    tally_series_refresh (self);
}

void
tally_series_edit (TallySeries *self, const char *reason)
{
    const char *words[] = { self->words[0], self->words[1], NULL };
    TallyWireEdit edit;

    g_return_if_fail (TALLY_IS_SERIES (self));

    if (self->effect == NULL || !tally_series_may_edit (self))
        return;
    edit = (TallyWireEdit){ .edit_id = self->edit_id,
                            .channel = self->range.channel,
                            .day = self->words[3],
                            .from_index = self->range.from_index,
                            .to_index = self->range.to_index,
                            .method = self->method,
                            .value = self->range.value,
                            .base_version = self->effect->base_version,
                            .reason = (char *) reason };
    self->is_editing = TRUE;
    tally_api_ask_async (self->api, TALLY_ASK_EDIT, words, &edit, NULL, on_edited,
                         g_object_ref (self));
}

static void
tally_series_finalize (GObject *object)
{
    TallySeries *self = TALLY_SERIES (object);

    stop_preview (self);
    clear_words (self);
    g_free (self->method);
    g_free (self->edit_id);
    g_clear_pointer (&self->effect, tally_wire_edit_effect_free);
    g_clear_object (&self->curve);
    g_clear_object (&self->versions);
    g_clear_object (&self->api);

    G_OBJECT_CLASS (tally_series_parent_class)->finalize (object);
}

static void
tally_series_class_init (TallySeriesClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_series_finalize;

    signals[SIGNAL_PREVIEWED] = g_signal_new ("previewed", TALLY_TYPE_SERIES, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
    signals[SIGNAL_EDITED] = g_signal_new ("edited", TALLY_TYPE_SERIES, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
tally_series_init (TallySeries *self)
{
}

TallySeries *
tally_series_new (TallyApi *api)
{
    TallySeries *self = g_object_new (TALLY_TYPE_SERIES, NULL);

    self->api = g_object_ref (api);
    self->curve = tally_feed_new (api, TALLY_ASK_CURVE);
    self->versions = tally_feed_new (api, TALLY_ASK_VERSIONS);
    return self;
}
