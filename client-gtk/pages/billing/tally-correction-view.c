// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/billing/tally-correction-view.h"

#include "client-gtk/api/tally-market-money.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-data-list.h"
#include "client-gtk/widgets/tally-pair.h"
#include "client-gtk/widgets/tally-tiles.h"
#include "shared/wire/tally-wire-correction-line.h"
#include "shared/wire/tally-wire-correction.h"

#include <glib/gi18n.h>

struct _TallyCorrectionView {
    AdwBin parent_instance;

    TallyBillDesk *desk;
    TallyDataList *list;
    TallyTiles *tiles;
    GtkLabel *about;
    TallyDataList *lines;
    GtkWidget *bar;
    GtkWidget *reason; /* of who refuses */
    GtkWidget *refuse;
    GtkWidget *password; /* of who issues */
    GtkWidget *approve;
};

G_DEFINE_FINAL_TYPE (TallyCorrectionView, tally_correction_view, ADW_TYPE_BIN)

static const TallyColumn columns[] = {
    TALLY_COLUMN (TallyWireCorrectionRow, number, N_ ("Bill"), TEXT, 176, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireCorrectionRow,
                  state,
                  N_ ("State"),
                  WORD,
                  88,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN (TallyWireCorrectionRow,
                  difference_minor,
                  N_ ("Difference, {currency}"),
                  MONEY,
                  110,
                  0),
    TALLY_COLUMN (TallyWireCorrectionRow,
                  customer_name,
                  N_ ("Customer"),
                  TEXT,
                  120,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireCorrectionRow,
                  ordered_by,
                  N_ ("Ordered by"),
                  TEXT,
                  90,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireCorrectionRow,
                  correction_id,
                  N_ ("Correction"),
                  TEXT,
                  250,
                  TALLY_COLUMN_HIDDEN),
};

static char *
item_of (gconstpointer row)
{
    const TallyWireCorrectionLine *line = row;
    g_autoptr(GString) text = g_string_new (tally_figure_word (line->kind));

    if (line->band != NULL && *line->band != '\0')
        g_string_append_printf (text, " · %s", tally_figure_word (line->band));
    if (line->tier > 0)
        g_string_append_printf (text, " · %s %" G_GINT64_FORMAT, _ ("tier"), line->tier);
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
old_quantity_of (gconstpointer row)
{
    const TallyWireCorrectionLine *line = row;

    return g_strdup (line->old_quantity != NULL ? line->old_quantity : "–");
}

static char *
new_quantity_of (gconstpointer row)
{
    const TallyWireCorrectionLine *line = row;

    return g_strdup (line->new_quantity != NULL ? line->new_quantity : "–");
}

static const TallyColumn line_columns[] = {
    TALLY_COLUMN (TallyWireCorrectionLine, line_no, N_ ("No."), COUNT, 44, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN_TEXT ("what", N_ ("Item"), item_of, 118, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN_FIGURE ("old_quantity", N_ ("Quantity before"), old_quantity_of, 130, 0),
    TALLY_COLUMN_FIGURE ("new_quantity", N_ ("Quantity after"), new_quantity_of, 118, 0),
    TALLY_COLUMN (TallyWireCorrectionLine, unit, N_ ("Unit"), TEXT, 62, 0),
    TALLY_COLUMN (TallyWireCorrectionLine, old_minor, N_ ("Before, {currency}"), MONEY, 92, 0),
    TALLY_COLUMN (TallyWireCorrectionLine, new_minor, N_ ("After, {currency}"), MONEY, 92, 0),
    TALLY_COLUMN (TallyWireCorrectionLine,
                  difference_minor,
                  N_ ("Difference, {currency}"),
                  MONEY,
                  126,
                  0),
    TALLY_COLUMN (TallyWireCorrectionLine,
                  component,
                  N_ ("Component"),
                  TEXT,
                  120,
                  TALLY_COLUMN_HIDDEN),
};

static void
on_selected (TallyCorrectionView *self)
{
    const TallyWireCorrectionRow *row = tally_data_list_get_selected (self->list);

    tally_bill_desk_set_correction (self->desk, row != NULL ? row->correction_id : NULL);
}

static char *
describe (const TallyWireCorrection *correction)
{
    const TallyWireCorrectionRow *row = correction->summary;
    g_autoptr(GString) text = g_string_new (NULL);

    g_string_append_printf (text, "%s · %s", row->number, row->customer_name);
    if (row->new_number != NULL)
        g_string_append_printf (text, " → %s", row->new_number);
    for (guint i = 0; i < correction->changes->len; i++) {
        const TallyWireCorrectionChange *change = correction->changes->pdata[i];

        g_string_append_printf (text, "\n%s%s%s: %s → %s", tally_figure_word (change->what),
                                change->day != NULL ? " " : "",
                                change->day != NULL ? change->day : "",
                                change->before != NULL ? change->before : "–",
                                change->after != NULL ? change->after : "–");
    }
    if (row->ordered_by != NULL)
        g_string_append_printf (text, "\n%s: %s", row->ordered_by, row->reason);
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
on_changed (TallyCorrectionView *self)
{
    TallyFeed *feed = tally_bill_desk_get_correction (self->desk);
    const TallyWireCorrection *correction = tally_feed_get_message (feed);
    const TallyWireCorrectionRow *row = correction != NULL ? correction->summary : NULL;
    g_autofree char *text = correction != NULL ? describe (correction) : g_strdup ("");
    gboolean is_waiting = row != NULL && g_strcmp0 (row->state, "waiting") == 0;
    gboolean may_approve = is_waiting && tally_bill_desk_may (self->desk, "bill-approve");
    gboolean may_refuse = tally_bill_desk_may (self->desk, "bill-rebill");
    gboolean is_proposed = row != NULL && g_strcmp0 (row->state, "proposed") == 0;

    tally_tiles_clear (self->tiles);
    gtk_label_set_text (self->about, text);
    gtk_widget_set_visible (self->approve, may_approve);
    gtk_widget_set_visible (self->password, may_approve);
    gtk_widget_set_visible (self->refuse, may_refuse);
    gtk_widget_set_visible (self->reason, may_refuse);
    gtk_widget_set_visible (self->bar, may_approve || (may_refuse && (is_waiting || is_proposed)));
    if (row == NULL)
        return;
    tally_tiles_add (self->tiles, _ ("State"), g_strdup (tally_figure_word (row->state)),
                     is_waiting ? "attention" : NULL);
    tally_tiles_add (self->tiles, tally_market_money_say (N_ ("Before, {currency}"), row->currency),
                     tally_figure_of (TALLY_FIGURE_MONEY, row->old_minor), NULL);
    tally_tiles_add (self->tiles, tally_market_money_say (N_ ("After, {currency}"), row->currency),
                     tally_figure_of (TALLY_FIGURE_MONEY, row->new_minor), NULL);
    tally_tiles_add (self->tiles,
                     tally_market_money_say (N_ ("Difference, {currency}"), row->currency),
                     tally_figure_of (TALLY_FIGURE_MONEY, row->difference_minor), NULL);
}

/* Returns: (transfer full) (nullable): what is in @field, which is emptied; the focus without */
static char *
take_word (GtkWidget *field)
{
    g_autofree char *word = g_strdup (gtk_editable_get_text (GTK_EDITABLE (field)));

    if (*word == '\0') {
        gtk_widget_grab_focus (field);
        return NULL;
    }
    gtk_editable_set_text (GTK_EDITABLE (field), "");
    return g_steal_pointer (&word);
}

static void
on_approve (TallyCorrectionView *self)
{
    const TallyWireCorrectionRow *row = tally_data_list_get_selected (self->list);
    g_autofree char *password = row != NULL ? take_word (self->password) : NULL;

    if (password != NULL)
        tally_bill_desk_approve (self->desk, row->correction_id, password);
}

static void
on_refuse (TallyCorrectionView *self)
{
    const TallyWireCorrectionRow *row = tally_data_list_get_selected (self->list);
    g_autofree char *reason = row != NULL ? take_word (self->reason) : NULL;

    if (reason != NULL)
        tally_bill_desk_refuse (self->desk, row->correction_id, reason);
}

static void
tally_correction_view_dispose (GObject *object)
{
    g_clear_object (&TALLY_CORRECTION_VIEW (object)->desk);

    G_OBJECT_CLASS (tally_correction_view_parent_class)->dispose (object);
}

static void
tally_correction_view_class_init (TallyCorrectionViewClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = tally_correction_view_dispose;
}

/* One below the other: beside each other they are wider than a small window. */
static void
add_row (TallyCorrectionView *self, GtkWidget *field, GtkWidget *button)
{
    GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

    gtk_box_append (GTK_BOX (row), field);
    gtk_box_append (GTK_BOX (row), button);
    gtk_box_append (GTK_BOX (self->bar), row);
}

/* A password and a reason never share a field: a reason is kept, and anybody may read it. */
static void
build_bar (TallyCorrectionView *self)
{
    self->bar = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
    self->reason = gtk_entry_new ();
    self->refuse = gtk_button_new_with_label (_ ("Refuse"));
    self->password = gtk_password_entry_new ();
    self->approve = gtk_button_new_with_label (_ ("Issue the correction"));
    g_object_set (self->reason, "placeholder-text", _ ("Reason to refuse"), "hexpand", TRUE, NULL);
    g_object_set (self->password, "placeholder-text", _ ("Your password to issue"),
                  "show-peek-icon", TRUE, "hexpand", TRUE, NULL);
    tally_accessible_set_entry (self->reason, _ ("Reason to refuse"));
    tally_accessible_set_entry (self->password, _ ("Your password to issue"));
    gtk_widget_add_css_class (self->approve, "suggested-action");
    add_row (self, self->reason, self->refuse);
    add_row (self, self->password, self->approve);
    g_signal_connect_swapped (self->approve, "clicked", G_CALLBACK (on_approve), self);
    g_signal_connect_swapped (self->refuse, "clicked", G_CALLBACK (on_refuse), self);
}

static void
tally_correction_view_init (TallyCorrectionView *self)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

    self->list = g_object_new (TALLY_TYPE_DATA_LIST, NULL);
    self->tiles = g_object_new (TALLY_TYPE_TILES, NULL);
    self->about = GTK_LABEL (gtk_label_new (NULL));
    self->lines = g_object_new (TALLY_TYPE_DATA_LIST, "vexpand", TRUE, NULL);
    build_bar (self);
    gtk_label_set_xalign (self->about, 0);
    gtk_label_set_wrap (self->about, TRUE);
    gtk_widget_add_css_class (GTK_WIDGET (self->list), "pane");
    gtk_widget_add_css_class (GTK_WIDGET (self->lines), "pane");
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->tiles));
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->about));
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->lines));
    gtk_box_append (GTK_BOX (box), self->bar);
    adw_bin_set_child (ADW_BIN (self),
                       g_object_new (TALLY_TYPE_PAIR, "vexpand", TRUE, "start-width", 410,
                                     "start-title", _ ("Corrections"), "end-title", _ ("Lines"),
                                     "start", self->list, "end", box, NULL));
    tally_data_list_set_up (self->list, _ ("Corrections"), columns, G_N_ELEMENTS (columns),
                            "correction_id");
    tally_data_list_set_auto (self->list, TRUE);
    tally_data_list_set_empty (self->list, _ ("No corrections"),
                               _ ("Bills whose readings changed after they were issued appear "
                                  "here."));
    tally_data_list_set_up (self->lines, _ ("Lines compared"), line_columns,
                            G_N_ELEMENTS (line_columns), "line_no");
    tally_data_list_set_empty (self->lines, _ ("No lines"), NULL);
    g_signal_connect_swapped (self->list, "selected", G_CALLBACK (on_selected), self);
}

GtkWidget *
tally_correction_view_new (TallyBillDesk *desk)
{
    TallyCorrectionView *self = g_object_new (TALLY_TYPE_CORRECTION_VIEW, NULL);

    self->desk = g_object_ref (desk);
    tally_data_list_set_feed (self->list, tally_bill_desk_get_corrections (desk));
    tally_data_list_set_rows (self->lines, tally_bill_desk_get_lines (desk));
    g_signal_connect_object (tally_bill_desk_get_correction (desk), "changed",
                             G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
    return GTK_WIDGET (self);
}
