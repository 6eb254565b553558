// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-period-picker.h"

#include "client-gtk/api/tally-market-time.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "shared/time/tally-day.h"

#include <glib/gi18n.h>

struct _TallyPeriodPicker {
    GtkWidget parent_instance;

    GtkWidget *box;
    GtkMenuButton *button;
    GtkWidget *button_label;
    GtkCalendar *calendar;
    gboolean is_month;
    gboolean is_setting;
    TallyDay day;
    char text[TALLY_DAY_TEXT];
};

G_DEFINE_FINAL_TYPE (TallyPeriodPicker, tally_period_picker, GTK_TYPE_WIDGET)

enum {
    PROP_IS_MONTH = 1,
    N_PROPS
};

enum {
    SIGNAL_CHANGED,
    N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
show_day (TallyPeriodPicker *self)
{
    g_autoptr(GDateTime) date = NULL;
    int year;
    int month;
    int day;

    tally_day_split (self->day, &year, &month, &day);
    tally_day_format (self->day, self->text);
    if (self->is_month)
        self->text[strlen ("2026-01")] = '\0';
    gtk_label_set_text (GTK_LABEL (self->button_label), self->text);
    tally_accessible_set (gtk_widget_get_first_child (GTK_WIDGET (self->button)), self->text);
    date = g_date_time_new_utc (year, month, day, 12, 0, 0);
    self->is_setting = TRUE;
    gtk_calendar_select_day (self->calendar, date);
    self->is_setting = FALSE;
}

static void
choose (TallyPeriodPicker *self, TallyDay day)
{
    if (self->is_month)
        day = tally_day_month_start (day);
    if (day.number == self->day.number)
        return;
    self->day = day;
    show_day (self);
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_day_selected (TallyPeriodPicker *self)
{
    g_autoptr(GDateTime) date = gtk_calendar_get_date (self->calendar);

    if (self->is_setting)
        return;
    choose (self, tally_day_new (g_date_time_get_year (date), g_date_time_get_month (date),
                                 g_date_time_get_day_of_month (date)));
    if (!self->is_month)
        gtk_menu_button_popdown (self->button);
}

static void
on_before_clicked (TallyPeriodPicker *self)
{
    tally_period_picker_step (self, -1);
}

static void
on_after_clicked (TallyPeriodPicker *self)
{
    tally_period_picker_step (self, 1);
}

const char *
tally_period_picker_get (TallyPeriodPicker *self)
{
    g_return_val_if_fail (TALLY_IS_PERIOD_PICKER (self), NULL);

    return self->text;
}

void
tally_period_picker_set (TallyPeriodPicker *self, const char *day)
{
    TallyDay parsed;

    g_return_if_fail (TALLY_IS_PERIOD_PICKER (self));

    if (tally_day_parse (day, &parsed, NULL))
        choose (self, parsed);
}

void
tally_period_picker_step (TallyPeriodPicker *self, int by)
{
    TallyDay day = self->day;

    g_return_if_fail (TALLY_IS_PERIOD_PICKER (self));

    if (!self->is_month)
        day.number += by;
    else if (by > 0)
        day = tally_day_next_month (day);
    else
        day.number--; /* the last day of the month before */
    choose (self, day);
}

static GtkWidget *
new_arrow (TallyPeriodPicker *self, const char *icon, GCallback callback)
{
    GtkWidget *arrow = gtk_button_new_from_icon_name (icon);

    g_signal_connect_object (arrow, "clicked", callback, self, G_CONNECT_SWAPPED);
    gtk_box_append (GTK_BOX (self->box), arrow);
    return arrow;
}

static void
tally_period_picker_set_property (GObject *object,
                                  guint prop_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
    TallyPeriodPicker *self = TALLY_PERIOD_PICKER (object);

    if (prop_id != PROP_IS_MONTH) {
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
        return;
    }
    self->is_month = g_value_get_boolean (value);
    if (self->is_month)
        self->day = tally_day_month_start (self->day);
    show_day (self);
}

static void
tally_period_picker_constructed (GObject *object)
{
    TallyPeriodPicker *self = TALLY_PERIOD_PICKER (object);
    GtkWidget *before = gtk_widget_get_first_child (self->box);
    GtkWidget *after = gtk_widget_get_last_child (self->box);

    G_OBJECT_CLASS (tally_period_picker_parent_class)->constructed (object);

    gtk_widget_set_tooltip_text (before, self->is_month ? _ ("Month before") : _ ("Day before"));
    gtk_widget_set_tooltip_text (after, self->is_month ? _ ("Month after") : _ ("Day after"));
    tally_accessible_name (self->box);
}

static void
tally_period_picker_dispose (GObject *object)
{
    TallyPeriodPicker *self = TALLY_PERIOD_PICKER (object);

    g_clear_pointer (&self->box, gtk_widget_unparent);

    G_OBJECT_CLASS (tally_period_picker_parent_class)->dispose (object);
}

static void
tally_period_picker_class_init (TallyPeriodPickerClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);

    object_class->set_property = tally_period_picker_set_property;
    object_class->constructed = tally_period_picker_constructed;
    object_class->dispose = tally_period_picker_dispose;

    properties[PROP_IS_MONTH] = g_param_spec_boolean ("is-month", NULL, NULL, FALSE,
                                                      G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                                                          | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties (object_class, N_PROPS, properties);
    signals[SIGNAL_CHANGED] = g_signal_new ("changed", TALLY_TYPE_PERIOD_PICKER, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tally_period_picker_init (TallyPeriodPicker *self)
{
    g_autoptr(GDateTime) now = tally_market_time_now ();
    GtkWidget *popover = gtk_popover_new ();

    self->day = tally_day_new (g_date_time_get_year (now), g_date_time_get_month (now),
                               g_date_time_get_day_of_month (now));
    self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class (self->box, "linked");
    gtk_widget_set_parent (self->box, GTK_WIDGET (self));
    self->calendar = GTK_CALENDAR (gtk_calendar_new ());
    g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (on_day_selected), self,
                             G_CONNECT_SWAPPED);
    gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->calendar));

    new_arrow (self, "go-previous-symbolic", G_CALLBACK (on_before_clicked));
    self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
    self->button_label = gtk_label_new (NULL);
    gtk_widget_add_css_class (self->button_label, "numeric");
    gtk_menu_button_set_child (self->button, self->button_label);
    gtk_menu_button_set_popover (self->button, popover);
    gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->button));
    new_arrow (self, "go-next-symbolic", G_CALLBACK (on_after_clicked));
    show_day (self);
}
