// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TallyPlaceRow: a place of work in the sidebar. Property "count": open work there.
 */
#define TALLY_TYPE_PLACE_ROW (tally_place_row_get_type ())
G_DECLARE_FINAL_TYPE (TallyPlaceRow, tally_place_row, TALLY, PLACE_ROW, GtkListBoxRow)

/** tally_place_row_new: @id: static; @title: translated; @icon: static */
GtkWidget *tally_place_row_new (const char *id, const char *title, const char *icon);

const char *tally_place_row_get_id (TallyPlaceRow *self);
const char *tally_place_row_get_title (TallyPlaceRow *self);

G_END_DECLS
