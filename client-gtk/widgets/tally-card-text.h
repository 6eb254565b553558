// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyCardText:
 *
 * Wrapped text that takes the width it is given. A wrapped GtkLabel lays its text out six times
 * to find a width of its own first, and a list asks that of 200 rows before it shows one: seconds.
 */
#define TALLY_TYPE_CARD_TEXT (tally_card_text_get_type ())
G_DECLARE_FINAL_TYPE (TallyCardText, tally_card_text, TALLY, CARD_TEXT, GtkWidget)

GtkWidget *tally_card_text_new (void);

/** tally_card_text_set_markup: @markup: of Pango */
void tally_card_text_set_markup (TallyCardText *self, const char *markup);

/** tally_card_text_get_text: Returns: (transfer none): what is read, without markup */
const char *tally_card_text_get_text (TallyCardText *self);

G_END_DECLS
