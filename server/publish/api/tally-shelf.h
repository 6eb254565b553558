// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TallyShelf:
 *
 * What people asked for by an id of their own, and what came of it. Each sees his own only, and
 * the oldest make room. Used from any thread.
 */
typedef struct _TallyShelf TallyShelf;

/** TallyShelfTake: Returns: (transfer full) (nullable): of the shelf's @thing, while it stays */
typedef gpointer (*TallyShelfTake) (gpointer thing, gpointer user_data);

/**
 * tally_shelf_new:
 * @most: how many are kept, those still waited for among them
 * @throw_away: frees a thing that makes room
 */
TallyShelf *tally_shelf_new (guint most, GDestroyNotify throw_away);
void tally_shelf_free (TallyShelf *self);

/** tally_shelf_reserve: @person asks; FALSE when that id is taken */
gboolean tally_shelf_reserve (TallyShelf *self, const char *id, const char *person);

/** tally_shelf_put: @thing: (transfer full): thrown away when @id had to make room, or has one */
void tally_shelf_put (TallyShelf *self, const char *id, gpointer thing);

/** tally_shelf_drop: @id comes to nothing; the thing it has is thrown away */
void tally_shelf_drop (TallyShelf *self, const char *id);

/**
 * tally_shelf_get:
 * @take: called when there is a thing, while no other thread can throw it away
 * @taken: (out) (transfer full) (nullable): what @take gave; %NULL while the thing is waited for
 *
 * Returns: %FALSE when @person did not ask for it, or it had to make room
 */
gboolean tally_shelf_get (TallyShelf *self,
                          const char *id,
                          const char *person,
                          TallyShelfTake take,
                          gpointer user_data,
                          gpointer *taken);

G_END_DECLS
