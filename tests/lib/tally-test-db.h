// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyTestDb:
 *
 * A database of its own for one test, in the PostgreSQL that
 * tests/lib/with-postgres started: every role of data/schema/roles.sql, every
 * migration, no rows but those of the migrations. Migrated once a program,
 * then copied, about 0.1 s each.
 */
typedef struct _TallyTestDb TallyTestDb;

/** tally_test_db_new: Returns: (transfer full): never %NULL; a fault ends the test */
TallyTestDb *tally_test_db_new (void);

/** tally_test_db_new_empty: the same without roles and migrations */
TallyTestDb *tally_test_db_new_empty (void);

/** tally_test_db_free: drops it, cutting off whoever is still connected */
void tally_test_db_free (TallyTestDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyTestDb, tally_test_db_free)

/** tally_test_db_conninfo: Returns: (transfer none): connection string without a user */
const char *tally_test_db_conninfo (const TallyTestDb *self);

/**
 * tally_test_db_open_as:
 * @self: a database
 * @role: any role of roles.sql, also those that cannot log in, or "postgres"
 *
 * Returns: (transfer full): a connection that acts as @role
 */
TallyDb *tally_test_db_open_as (const TallyTestDb *self, const char *role);

/** tally_test_db_script: runs @sql as "postgres"; a fault ends the test */
void tally_test_db_script (const TallyTestDb *self, const char *sql);

/** tally_test_db_ask: Returns: (transfer full): the first value of the first row; "" for none */
char *tally_test_db_ask (const TallyTestDb *self, const char *sql);

G_END_DECLS
