// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/raw/tally-raw-file.h"

G_BEGIN_DECLS

/**
 * tally_raw_import_store_add:
 * @db: a connection of the collector role
 * @file: what became of it
 * @person: who brought it
 *
 * Records an import, also a refused one, in collect.import.
 */
gboolean tally_raw_import_store_add (TallyDb *db,
                                     const TallyRawFile *file,
                                     const char *person,
                                     GError **error);

G_END_DECLS
