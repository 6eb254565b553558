// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-readings-model.h"
#include "client-gtk/pages/tally-page.h"

G_BEGIN_DECLS

/**
 * TallyReadingsPage:
 *
 * The exceptions of validation as a queue, worked by keyboard: A accept, E estimate, R reopen,
 * N and P the next and the one before. Beside it the day each is about.
 */
#define TALLY_TYPE_READINGS_PAGE (tally_readings_page_get_type ())
G_DECLARE_FINAL_TYPE (TallyReadingsPage, tally_readings_page, TALLY, READINGS_PAGE, TallyPage)

GtkWidget *tally_readings_page_new (TallyApi *api);

G_END_DECLS
