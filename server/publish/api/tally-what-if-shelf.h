// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Results of what-ifs, in memory: nothing of them is stored. The oldest make room. */

/** TALLY_WHAT_IF_KEPT: how many are kept */
#define TALLY_WHAT_IF_KEPT 16

typedef struct _TallyWhatIfShelf TallyWhatIfShelf;

TallyWhatIfShelf *tally_what_if_shelf_new (void);
void tally_what_if_shelf_free (TallyWhatIfShelf *self);

/** tally_what_if_shelf_reserve: @person asks; FALSE when that id is taken */
gboolean tally_what_if_shelf_reserve (TallyWhatIfShelf *self, const char *id, const char *person);

/** tally_what_if_shelf_put: @result: (transfer full); from any thread */
void tally_what_if_shelf_put (TallyWhatIfShelf *self, const char *id, JsonNode *result);

/**
 * tally_what_if_shelf_get:
 * @result: (out) (transfer full) (nullable): %NULL while it is not worked out
 *
 * Returns: %FALSE when @person did not ask for it, or it had to make room
 */
gboolean tally_what_if_shelf_get (TallyWhatIfShelf *self,
                                  const char *id,
                                  const char *person,
                                  JsonNode **result);

G_END_DECLS
