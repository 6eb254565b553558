// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/readings/tally-day-view.h"

#include "client-gtk/pages/readings/tally-edit-form.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-curve-view.h"
#include "client-gtk/widgets/tally-data-list.h"
#include "shared/wire/tally-wire-block-version.h"

#include <glib/gi18n.h>

/* A preview for each key would only be thrown away. */
#define PREVIEW_AFTER_MS 250

struct _TallyDayView {
    AdwBin parent_instance;

    TallySeries *series;
    guint preview_timer;
    guint wanted_first; /* of the range to begin with */
    guint wanted_n;
    gboolean is_fresh; /* its range is not yet chosen */

    /* Template children */
    GtkLabel *reading;
    GtkStack *stack;
    TallyCurveView *curve;
    AdwStatusPage *failure;
    GtkStack *tabs;
    TallyEditForm *form;
    TallyDataList *versions;
};

G_DEFINE_FINAL_TYPE (TallyDayView, tally_day_view, ADW_TYPE_BIN)

static guint edited_signal;

static const TallyColumn version_columns[] = {
    TALLY_COLUMN (TallyWireBlockVersion, version, N_ ("Version"), COUNT, 76, 0),
    TALLY_COLUMN (TallyWireBlockVersion, by, N_ ("Made by"), WORD, 110, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireBlockVersion, reason, N_ ("Reason"), TEXT, 160, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireBlockVersion, sum, N_ ("Sum, kWh"), KWH, 100, 0),
    TALLY_COLUMN (TallyWireBlockVersion, at, N_ ("Made at"), INSTANT, 140, 0),
    TALLY_COLUMN (TallyWireBlockVersion, n_measured, N_ ("Measured"), COUNT, 90, 0),
    TALLY_COLUMN (TallyWireBlockVersion, n_estimated, N_ ("Estimated"), COUNT, 90, 0),
    TALLY_COLUMN (TallyWireBlockVersion, n_missing, N_ ("Missing"), COUNT, 80, 0),
    TALLY_COLUMN (TallyWireBlockVersion, hash, N_ ("Digest"), TEXT, 160, TALLY_COLUMN_HIDDEN),
};

static gboolean
on_preview_due (gpointer user_data)
{
    TallyDayView *self = user_data;
    TallyWireEditPreview range;

    self->preview_timer = 0;
    if (tally_edit_form_read (self->form, tally_curve_view_get (self->curve), &range)) {
        tally_curve_view_set_range (self->curve, (guint) range.from_index, (guint) range.to_index);
        tally_series_preview (self->series, &range);
    } else {
        tally_series_forget_preview (self->series);
    }
    return G_SOURCE_REMOVE;
}

static void
want_preview (TallyDayView *self)
{
    g_clear_handle_id (&self->preview_timer, g_source_remove);
    if (tally_series_may_edit (self->series))
        self->preview_timer = g_timeout_add (PREVIEW_AFTER_MS, on_preview_due, self);
}

static void
on_range_changed (TallyDayView *self)
{
    guint first;
    guint end;

    tally_curve_view_get_range (self->curve, &first, &end);
    tally_edit_form_set_range (self->form, tally_curve_view_get (self->curve), first, end);
    want_preview (self);
}

/* What the exception is about, or else the longest stretch nobody measured. */
static void
choose_range (TallyDayView *self)
{
    const TallyCurve *curve = tally_curve_view_get (self->curve);
    guint first = self->wanted_first;
    guint end = self->wanted_first + self->wanted_n;

    if (curve == NULL || !self->is_fresh)
        return;
    self->is_fresh = FALSE;
    if (self->wanted_n == 0 || end > tally_curve_n (curve))
        tally_curve_worst (curve, &first, &end);
    tally_curve_view_set_range (self->curve, first, end);
    on_range_changed (self);
}

static const char *
state_name (TallyFeed *feed, const TallyWireIntervalDay *day)
{
    TallyFeedState state = tally_feed_get_state (feed);

    if (state == TALLY_FEED_LOADING)
        return "loading";
    if (state == TALLY_FEED_FAILED)
        return "error";
    if (state == TALLY_FEED_IDLE)
        return "idle";
    return day != NULL && day->values != NULL && day->values->len > 0 ? "curve" : "empty";
}

static void
on_curve_changed (TallyDayView *self)
{
    TallyFeed *feed = tally_series_get_curve (self->series);
    const TallyWireIntervalDay *day = tally_series_get_day (self->series);
    const char *name = state_name (feed, day);
    gboolean has_curve = g_str_equal (name, "curve");

    tally_curve_view_set (self->curve, _ ("Load curve"),
                          has_curve ? tally_curve_new (tally_feed_get_message (feed), day) : NULL);
    if (g_str_equal (name, "error"))
        adw_status_page_set_description (self->failure, tally_feed_get_error (feed)->message);
    gtk_stack_set_visible_child_name (self->stack, name);
    gtk_widget_set_sensitive (GTK_WIDGET (self->form),
                              has_curve && tally_series_may_edit (self->series)
                                  && tally_feed_get_state (feed) == TALLY_FEED_READY);
    choose_range (self);
}

static void
on_form_changed (TallyDayView *self)
{
    want_preview (self);
}

static void
on_previewed (TallyDayView *self, const GError *error)
{
    const TallyWireEditEffect *effect = tally_series_get_effect (self->series);

    tally_curve_view_set_after (self->curve, effect != NULL ? effect->after->values : NULL);
    tally_edit_form_show (self->form, effect, error != NULL ? error->message : NULL);
}

static void
on_applied (TallyDayView *self)
{
    g_autofree char *reason = tally_edit_form_get_reason (self->form);

    tally_series_edit (self->series, reason);
}

static void
on_edited (TallyDayView *self, const GError *error)
{
    if (error != NULL) {
        tally_edit_form_show (self->form, NULL, error->message);
        return;
    }
    tally_edit_form_clear_reason (self->form);
    g_signal_emit (self, edited_signal, 0);
}

static void
on_retry_clicked (TallyDayView *self)
{
    tally_series_refresh (self->series);
}

void
tally_day_view_set_series (TallyDayView *self, TallySeries *series)
{
    TallyFeed *curve = tally_series_get_curve (series);

    g_return_if_fail (TALLY_IS_DAY_VIEW (self));
    g_return_if_fail (self->series == NULL);

    self->series = g_object_ref (series);
    tally_data_list_set_feed (self->versions, tally_series_get_versions (series));
    g_signal_connect_object (curve, "changed", G_CALLBACK (on_curve_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (series, "previewed", G_CALLBACK (on_previewed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (series, "edited", G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
    on_curve_changed (self);
}

gboolean
tally_day_view_focus (TallyDayView *self)
{
    return gtk_widget_grab_focus (GTK_WIDGET (self->curve));
}

void
tally_day_view_choose (TallyDayView *self, guint first, guint n)
{
    self->wanted_first = first;
    self->wanted_n = n;
    self->is_fresh = TRUE;
}

static void
tally_day_view_dispose (GObject *object)
{
    TallyDayView *self = TALLY_DAY_VIEW (object);

    g_clear_handle_id (&self->preview_timer, g_source_remove);
    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_DAY_VIEW);
    g_clear_object (&self->series);

    G_OBJECT_CLASS (tally_day_view_parent_class)->dispose (object);
}

static void
tally_day_view_class_init (TallyDayViewClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_day_view_dispose;
    edited_signal = g_signal_new ("edited", TALLY_TYPE_DAY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
    g_type_ensure (TALLY_TYPE_CURVE_VIEW);
    g_type_ensure (TALLY_TYPE_EDIT_FORM);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/org/gridtally/Gridtally/ui/tally-day-view.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyDayView, reading);
    gtk_widget_class_bind_template_child (widget_class, TallyDayView, stack);
    gtk_widget_class_bind_template_child (widget_class, TallyDayView, curve);
    gtk_widget_class_bind_template_child (widget_class, TallyDayView, failure);
    gtk_widget_class_bind_template_child (widget_class, TallyDayView, tabs);
    gtk_widget_class_bind_template_child (widget_class, TallyDayView, form);
    gtk_widget_class_bind_template_child (widget_class, TallyDayView, versions);
    gtk_widget_class_bind_template_callback (widget_class, on_range_changed);
    gtk_widget_class_bind_template_callback (widget_class, on_form_changed);
    gtk_widget_class_bind_template_callback (widget_class, on_applied);
    gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked);
}

static void
tally_day_view_init (TallyDayView *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    tally_accessible_name (GTK_WIDGET (self));
    tally_accessible_follow_stack (self->stack);
    tally_accessible_follow_stack (self->tabs);
    g_object_bind_property (self->curve, "text", self->reading, "label", G_BINDING_DEFAULT);
    tally_data_list_set_up (self->versions, _ ("Versions of the day"), version_columns,
                            G_N_ELEMENTS (version_columns), "version");
    tally_data_list_set_empty (self->versions, _ ("No version yet"),
                               _ ("The first is made when the day is closed."));
}
