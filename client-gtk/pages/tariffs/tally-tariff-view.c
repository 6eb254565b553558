// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/tariffs/tally-tariff-view.h"

#include "client-gtk/models/tally-tariff-compare.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-data-list.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-tariff-deed.h"
#include "shared/wire/tally-wire-tariff-row.h"
#include "shared/wire/tally-wire-tariff.h"

#include <glib/gi18n.h>
#include <string.h>

struct _TallyTariffView {
    AdwBin parent_instance;

    TallyTariffsModel *model;
    GListStore *changes;
    GListStore *history;
    const char *asked; /* the deed whose form is open */
    char *shown;       /* key */
    char *refusal;     /* of the last deed */
    gboolean is_four_eyes;
    gboolean is_filling;

    /* Template children */
    GtkLabel *title;
    GtkLabel *subtitle;
    GtkWidget *edit;
    GtkWidget *copy;
    GtkWidget *try;
    GtkWidget *propose;
    GtkWidget *correct;
    GtkWidget *withdraw;
    GtkWidget *give_back;
    GtkWidget *sign;
    GtkWidget *notice;
    GtkLabel *notice_title;
    GtkLabel *notice_text;
    GtkRevealer *form;
    GtkLabel *form_text;
    GtkEditable *password;
    GtkEditable *code;
    GtkEditable *reason;
    GtkButton *confirm;
    GtkStack *stack;
    GtkDropDown *others;
    TallyDataList *change_list;
    TallyDataList *history_list;
    GtkTextView *text;
};

G_DEFINE_FINAL_TYPE (TallyTariffView, tally_tariff_view, ADW_TYPE_BIN)

enum {
    EDIT,
    TRY,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
what_of (gconstpointer row)
{
    const TallyCompareRow *change = row;

    return g_strdup (tally_figure_word (change->what));
}

static char *
action_of (gconstpointer row)
{
    const TallyWireTariffDeed *deed = row;

    return g_strdup (tally_figure_word (deed->action));
}

static const TallyColumn change_columns[] = {
    TALLY_COLUMN (TallyCompareRow, where, N_ ("Place"), TEXT, 260, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyCompareRow, before, N_ ("Was"), TEXT, 110, 0),
    TALLY_COLUMN (TallyCompareRow, after, N_ ("Is"), TEXT, 110, 0),
    TALLY_COLUMN_TEXT ("what", N_ ("What"), what_of, 80, TALLY_COLUMN_FACET),
};

static const TallyColumn history_columns[] = {
    TALLY_COLUMN (TallyWireTariffDeed, at, N_ ("When"), INSTANT, 140, 0),
    TALLY_COLUMN (TallyWireTariffDeed, person, N_ ("By"), TEXT, 100, TALLY_COLUMN_FACET),
    TALLY_COLUMN_TEXT ("action", N_ ("What"), action_of, 110, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireTariffDeed, reason, N_ ("Why"), TEXT, 200, TALLY_COLUMN_EXPAND),
};

static const TallyWireTariff *
tariff_of (TallyTariffView *self)
{
    return tally_feed_get_message (tally_tariffs_model_get_tariff (self->model));
}

static gboolean
is_said (const char *text)
{
    return text != NULL && *text != '\0';
}

static void
describe (TallyTariffView *self, const TallyWireTariff *tariff)
{
    g_autofree char *which = tariff->version > 0
                                 ? g_strdup_printf (_ ("version %d"), (int) tariff->version)
                                 : g_strdup (tally_figure_word (tariff->state));
    g_autofree char *title = g_strdup_printf ("%s · %s", tariff->tariff_code, which);
    g_autoptr(GString) text = g_string_new (tariff->name);

    if (is_said (tariff->valid_from))
        g_string_append_printf (text, _ (" · from %s"), tariff->valid_from);
    if (is_said (tariff->valid_to))
        g_string_append_printf (text, _ (" until %s"), tariff->valid_to);
    if (is_said (tariff->drafted_by))
        g_string_append_printf (text, _ (" · written by %s"), tariff->drafted_by);
    if (is_said (tariff->proposed_by))
        g_string_append_printf (text, _ (" · proposed by %s"), tariff->proposed_by);
    if (is_said (tariff->signed_by))
        g_string_append_printf (text, _ (" · signed by %s"), tariff->signed_by);
    if (is_said (tariff->corrects))
        g_string_append_printf (text, _ (" · corrects billed days: %s"), tariff->corrects);
    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->subtitle, text->str);
}

static void
show_notice (TallyTariffView *self, const char *title, const char *text, const char *style)
{
    gtk_widget_set_visible (self->notice, title != NULL);
    if (title == NULL)
        return;
    gtk_widget_remove_css_class (self->notice, "wrong");
    gtk_widget_add_css_class (self->notice, style);
    gtk_label_set_text (self->notice_title, title);
    gtk_label_set_text (self->notice_text, text);
    tally_accessible_set (self->notice, title);
}

static void
explain (TallyTariffView *self, const TallyWireTariff *tariff)
{
    gboolean is_proposed = g_strcmp0 (tariff->state, "proposed") == 0;
    gboolean is_own = tally_tariffs_model_is_own (self->model, tariff->proposed_by)
                      || tally_tariffs_model_is_own (self->model, tariff->drafted_by);

    if (self->is_four_eyes)
        show_notice (self, _ ("Refused: two people have to agree"),
                     _ ("Whoever wrote or proposed a tariff cannot sign it. Nothing was changed. "
                        "Ask another supervisor to sign it or send it back."),
                     "wrong");
    else if (self->refusal != NULL)
        show_notice (self, _ ("Refused"), self->refusal, "wrong");
    else if (is_proposed && is_own)
        show_notice (self, _ ("Waiting for another person"),
                     _ ("You wrote or proposed this tariff, so another supervisor has to sign it "
                        "or send it back."),
                     "attention");
    else if (is_said (tariff->fault))
        show_notice (self, _ ("Not sound yet"), tariff->fault, "attention");
    else if (g_strcmp0 (tariff->state, "draft") == 0 && is_said (tariff->reason))
        show_notice (self, _ ("Sent back"), tariff->reason, "attention");
    else
        show_notice (self, NULL, NULL, NULL);
}

static void
show_actions (TallyTariffView *self, const TallyWireTariff *tariff)
{
    gboolean may_draft = tally_tariffs_model_may (self->model, "draft");
    gboolean may_sign = tally_tariffs_model_may (self->model, "sign");
    gboolean is_draft = tariff != NULL && g_strcmp0 (tariff->state, "draft") == 0;
    gboolean is_proposed = tariff != NULL && g_strcmp0 (tariff->state, "proposed") == 0;

    gtk_widget_set_visible (self->edit, may_draft && (is_draft || is_proposed));
    gtk_widget_set_visible (self->copy, may_draft && tariff != NULL && !is_draft && !is_proposed);
    gtk_widget_set_visible (self->try, may_draft && tariff != NULL);
    gtk_widget_set_visible (self->propose, may_draft && is_draft);
    gtk_widget_set_sensitive (self->propose, is_draft && !is_said (tariff->fault));
    gtk_widget_set_visible (self->correct, may_draft && is_draft);
    gtk_widget_set_sensitive (self->correct, is_draft && !is_said (tariff->fault));
    gtk_widget_set_visible (self->withdraw, may_draft && (is_draft || is_proposed));
    gtk_widget_set_visible (self->give_back, may_sign && is_proposed);
    gtk_widget_set_visible (self->sign, may_sign && is_proposed);
}

static void
compare (TallyTariffView *self)
{
    const TallyWireTariff *tariff = tariff_of (self);
    const TallyWireTariff *other = tally_feed_get_message (
        tally_tariffs_model_get_other (self->model));
    g_autoptr(GPtrArray) rows = NULL;

    if (tariff != NULL && other != NULL)
        rows = tally_tariff_compare (other->document, tariff->document);
    tally_row_item_fill (self->changes, rows);
}

/* Versions and drafts of the same code; the newest one signed before this is chosen first. */
static void
list_others (TallyTariffView *self, const TallyWireTariff *tariff)
{
    GListModel *rows = tally_feed_get_rows (tally_tariffs_model_get_list (self->model));
    g_autoptr(GtkStringList) keys = gtk_string_list_new (NULL);
    guint chosen = GTK_INVALID_LIST_POSITION;
    int64_t best = 0;

    for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWireTariffRow *row = tally_row_item_get (item);

        if (g_strcmp0 (row->tariff_code, tariff->tariff_code) != 0
            || g_strcmp0 (row->key, tariff->key) == 0)
            continue;
        gtk_string_list_append (keys, row->key);
        if (row->version > best && (tariff->version == 0 || row->version < tariff->version)) {
            best = row->version;
            chosen = g_list_model_get_n_items (G_LIST_MODEL (keys)) - 1;
        }
    }
    self->is_filling = TRUE;
    gtk_drop_down_set_model (self->others, G_LIST_MODEL (keys));
    gtk_drop_down_set_selected (self->others, chosen);
    self->is_filling = FALSE;
    tally_tariffs_model_set_other (self->model, chosen != GTK_INVALID_LIST_POSITION
                                                    ? gtk_string_list_get_string (keys, chosen)
                                                    : NULL);
}

static void
on_other_chosen (TallyTariffView *self)
{
    GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->others);

    if (!self->is_filling && self->model != NULL && chosen != NULL)
        tally_tariffs_model_set_other (self->model, gtk_string_object_get_string (chosen));
}

static void
on_tariff_changed (TallyTariffView *self)
{
    const TallyWireTariff *tariff = tariff_of (self);
    GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);

    show_actions (self, tariff);
    if (tariff == NULL) {
        gtk_label_set_text (self->title, "");
        gtk_label_set_text (self->subtitle, "");
        show_notice (self, NULL, NULL, NULL);
        return;
    }
    if (g_strcmp0 (self->shown, tariff->key) != 0) {
        g_free (self->shown);
        self->shown = g_strdup (tariff->key);
        self->is_four_eyes = FALSE;
        g_clear_pointer (&self->refusal, g_free);
        tally_tariff_view_close (self);
        list_others (self, tariff);
    }
    describe (self, tariff);
    explain (self, tariff);
    compare (self);
    tally_row_item_fill (self->history, tariff->history);
    gtk_text_buffer_set_text (buffer, tariff->document != NULL ? tariff->document : "", -1);
}

static void
open_form (TallyTariffView *self, const char *deed, const char *text, const char *confirm)
{
    gboolean is_sign = g_str_equal (deed, "sign");

    self->asked = deed;
    gtk_label_set_text (self->form_text, text);
    gtk_button_set_label (self->confirm, confirm);
    gtk_widget_set_visible (GTK_WIDGET (self->password), is_sign);
    gtk_widget_set_visible (GTK_WIDGET (self->code), is_sign);
    gtk_widget_set_visible (GTK_WIDGET (self->reason), !is_sign);
    gtk_editable_set_text (self->password, "");
    gtk_editable_set_text (self->reason, "");
    gtk_revealer_set_reveal_child (self->form, TRUE);
    gtk_widget_set_visible (GTK_WIDGET (self->form), TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (is_sign ? self->password : self->reason));
}

gboolean
tally_tariff_view_close (TallyTariffView *self)
{
    gboolean was_open = self->asked != NULL;

    self->asked = NULL;
    gtk_revealer_set_reveal_child (self->form, FALSE);
    gtk_widget_set_visible (GTK_WIDGET (self->form), FALSE);
    gtk_editable_set_text (self->password, "");
    return was_open;
}

static void
on_edit_clicked (TallyTariffView *self, GtkWidget *button)
{
    g_signal_emit (self, signals[EDIT], 0, button == self->copy);
}

static void
on_try_clicked (TallyTariffView *self)
{
    g_signal_emit (self, signals[TRY], 0);
}

static void
on_propose_clicked (TallyTariffView *self)
{
    const TallyWireTariff *tariff = tariff_of (self);

    if (tariff != NULL)
        tally_tariffs_model_move (self->model, "propose", tariff->key, tariff->revision, "");
}

/* Deeds that are asked about first. */
static void
on_ask_clicked (TallyTariffView *self, GtkWidget *button)
{
    if (button == self->sign)
        open_form (self, "sign",
                   _ ("Your signature puts the tariff in force from the day it names. Compare it "
                      "first, then say your password."),
                   _ ("Sign"));
    else if (button == self->correct)
        open_form (self, "correct",
                   _ ("It may begin in days that are billed already. Their bills are priced anew "
                      "and proposed, none is issued. Say what it corrects."),
                   _ ("Propose correction"));
    else if (button == self->give_back)
        open_form (self, "return", _ ("It becomes a draft again; the writer sees your reason."),
                   _ ("Send back"));
    else
        open_form (self, "withdraw", _ ("The draft is given up for good; its history stays."),
                   _ ("Withdraw"));
}

static void
on_cancel_clicked (TallyTariffView *self)
{
    tally_tariff_view_close (self);
}

static void
on_confirm_clicked (TallyTariffView *self)
{
    const TallyWireTariff *tariff = tariff_of (self);
    const char *asked = self->asked;
    g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));

    if (tariff == NULL || asked == NULL)
        return;
    if (g_str_equal (asked, "sign")) {
        if (*gtk_editable_get_text (self->password) == '\0')
            return;
        tally_tariffs_model_sign (self->model, tariff->key, tariff->revision,
                                  gtk_editable_get_text (self->password),
                                  gtk_editable_get_text (self->code));
    } else {
        if (*reason == '\0')
            return;
        tally_tariffs_model_move (self->model, asked, tariff->key, tariff->revision, reason);
    }
    tally_tariff_view_close (self);
}

static void
on_deed_done (TallyTariffView *self,
              const char *deed,
              const char *key,
              const GError *error,
              TallyTariffsModel *model)
{
    const TallyWireTariff *tariff = tariff_of (self);

    g_clear_pointer (&self->refusal, g_free);
    self->is_four_eyes = error != NULL && g_str_equal (deed, "sign")
                         && g_error_matches (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN)
                         && strstr (error->message, "second person") != NULL;
    if (error != NULL)
        self->refusal = g_strdup (error->message);
    if (tariff != NULL)
        explain (self, tariff);
}

void
tally_tariff_view_set_model (TallyTariffView *self, TallyTariffsModel *model)
{
    self->model = g_object_ref (model);
    g_signal_connect_object (tally_tariffs_model_get_tariff (model), "changed",
                             G_CALLBACK (on_tariff_changed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (tally_tariffs_model_get_other (model), "changed", G_CALLBACK (compare),
                             self, G_CONNECT_SWAPPED);
    g_signal_connect_object (model, "done", G_CALLBACK (on_deed_done), self, G_CONNECT_SWAPPED);
    on_tariff_changed (self);
}

static void
tally_tariff_view_dispose (GObject *object)
{
    TallyTariffView *self = TALLY_TARIFF_VIEW (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_TARIFF_VIEW);
    g_clear_object (&self->changes);
    g_clear_object (&self->history);
    g_clear_object (&self->model);
    g_clear_pointer (&self->shown, g_free);
    g_clear_pointer (&self->refusal, g_free);

    G_OBJECT_CLASS (tally_tariff_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, TallyTariffView, name)
    CHILD (title);
    CHILD (subtitle);
    CHILD (edit);
    CHILD (copy);
    CHILD (try);
    CHILD (propose);
    CHILD (correct);
    CHILD (withdraw);
    CHILD (give_back);
    CHILD (sign);
    CHILD (notice);
    CHILD (notice_title);
    CHILD (notice_text);
    CHILD (form);
    CHILD (form_text);
    CHILD (password);
    CHILD (code);
    CHILD (reason);
    CHILD (confirm);
    CHILD (stack);
    CHILD (others);
    CHILD (change_list);
    CHILD (history_list);
    CHILD (text);
#undef CHILD
    gtk_widget_class_bind_template_callback (widget_class, on_edit_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_try_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_propose_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_ask_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_confirm_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_other_chosen);
}

static void
tally_tariff_view_class_init (TallyTariffViewClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    GType type = G_TYPE_FROM_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_tariff_view_dispose;
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-tariff-view.ui");
    bind_children (widget_class);
    signals[EDIT] = g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  1, G_TYPE_BOOLEAN);
    signals[TRY] = g_signal_new ("try", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 0);
}

static void
tally_tariff_view_init (TallyTariffView *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    tally_accessible_name (GTK_WIDGET (self));
    tally_accessible_follow_stack (self->stack);
    tally_accessible_set (GTK_WIDGET (self->others), _ ("Compare with"));
    tally_accessible_set (GTK_WIDGET (self->text), _ ("Text of the document"));
    tally_accessible_set_entry (GTK_WIDGET (self->password), _ ("Your password"));
    tally_accessible_set_entry (GTK_WIDGET (self->code), _ ("Code"));
    tally_accessible_set_entry (GTK_WIDGET (self->reason), _ ("Reason"));
    self->changes = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    self->history = g_list_store_new (TALLY_TYPE_ROW_ITEM);
    tally_data_list_set_up (self->change_list, _ ("Differences"), change_columns,
                            G_N_ELEMENTS (change_columns), "where");
    tally_data_list_set_empty (self->change_list, _ ("No difference"),
                               _ ("Choose another version to compare with."));
    tally_data_list_set_rows (self->change_list, G_LIST_MODEL (self->changes));
    tally_data_list_set_up (self->history_list, _ ("History"), history_columns,
                            G_N_ELEMENTS (history_columns), "at");
    tally_data_list_set_empty (self->history_list, _ ("No history"),
                               _ ("It was loaded when the system was set up."));
    tally_data_list_set_rows (self->history_list, G_LIST_MODEL (self->history));
}
