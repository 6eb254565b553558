// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-collection-model.h"
#include "client-gtk/pages/tally-page.h"

G_BEGIN_DECLS

/** TallyCollectionPage: what came in from the meters on a day, what did not, and asking again. */
#define TALLY_TYPE_COLLECTION_PAGE (tally_collection_page_get_type ())
G_DECLARE_FINAL_TYPE (TallyCollectionPage, tally_collection_page, TALLY, COLLECTION_PAGE, TallyPage)

GtkWidget *tally_collection_page_new (TallyApi *api);

G_END_DECLS
