// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** TALLY_FORM_MAX_FIELDS: what a person still sees at one glance */
#define TALLY_FORM_MAX_FIELDS 12

/**
 * TallyFormField: one line of a form, as data
 * @id: how the form is asked for it
 * @label: N_(), with the unit
 * @choices: (nullable): codes to choose from, shown as words; without it a text is typed
 * @width: of the text in characters; 0: as wide as there is room
 */
typedef struct {
    const char *id;
    const char *label;
    const char *const *choices;
    int width;
} TallyFormField;

/**
 * TallyForm:
 *
 * A few fields, what would come of them in words, and a button that does it. Enter in a text
 * presses the button.
 *
 * Signal "changed": a person typed or chose something.
 * Signal "confirmed": the button was pressed.
 */
#define TALLY_TYPE_FORM (tally_form_get_type ())
G_DECLARE_FINAL_TYPE (TallyForm, tally_form, TALLY, FORM, GtkWidget)

/** tally_form_set_up: @fields: (array length=n): static; @confirm: the button, translated */
void tally_form_set_up (TallyForm *self,
                        const TallyFormField *fields,
                        size_t n,
                        const char *confirm);

/** tally_form_get: Returns: (transfer full): the text without blanks around, or the code */
char *tally_form_get (TallyForm *self, const char *id);

/** tally_form_set: as if nobody had typed: no signal */
void tally_form_set (TallyForm *self, const char *id, const char *text);

/** tally_form_show_field: hides what does not matter now */
void tally_form_show_field (TallyForm *self, const char *id, gboolean is_shown);

/** tally_form_say: @text: (nullable): under the fields; @is_wrong: what is at fault */
void tally_form_say (TallyForm *self, const char *text, gboolean is_wrong);

/** tally_form_allow: whether the button can be pressed */
void tally_form_allow (TallyForm *self, gboolean may);

/** tally_form_focus: to the first field */
void tally_form_focus (TallyForm *self);

G_END_DECLS
