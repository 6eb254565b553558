// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/widgets/tally-data-list.h"
#include "shared/wire/tally-wire-event.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TallyPage:
 *
 * A place of work. The window knows pages only by this: it refreshes them, tells them
 * what happens on the server, and hands keys to their list.
 *
 * Property "count": how much work is open here, shown beside the page's name.
 */
#define TALLY_TYPE_PAGE (tally_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (TallyPage, tally_page, TALLY, PAGE, AdwBin)

struct _TallyPageClass {
    AdwBinClass parent_class;

    /* Loads everything again. */
    void (*refresh) (TallyPage *self);

    /* Something happened on the server. */
    void (*hear) (TallyPage *self, const char *name, const TallyWireEvent *event);

    /* The list that keys go to when no other has the focus. */
    TallyDataList *(*get_list) (TallyPage *self);

    /* One level up; FALSE when this is the top. */
    gboolean (*back) (TallyPage *self);
};

void tally_page_refresh (TallyPage *self);
void tally_page_hear (TallyPage *self, const char *name, const TallyWireEvent *event);

/** tally_page_get_list: Returns: (transfer none) (nullable): the list keys go to */
TallyDataList *tally_page_get_list (TallyPage *self);
gboolean tally_page_back (TallyPage *self);

guint tally_page_get_count (TallyPage *self);
void tally_page_set_count (TallyPage *self, guint count);

/** tally_page_say: a short message at the window's foot */
void tally_page_say (TallyPage *self, const char *text);

/** tally_page_on_job_finished: says how a job ended; a handler of "finished" */
void tally_page_on_job_finished (TallyPage *self, const GError *error);

G_END_DECLS
