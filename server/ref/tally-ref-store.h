// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * tally_ref_store_load_utility:
 * @db: a connection of the owner role
 * @json: a document as `data/sample/generate` writes it
 * @n_new: (out): rows that were not there before
 * @error: return location
 *
 * Loads districts, nodes, gateways, points, exchange points, meters,
 * installations, customers, accounts and agreements in one transaction. Rows
 * whose identity is taken stay as they are. An agreement's "choice" is "demand"
 * (as long as nothing is said) or "capacity", which needs "contracted_va".
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID, naming the JSON path, or the database's error
 */
gboolean tally_ref_store_load_utility (TallyDb *db,
                                       const char *json,
                                       size_t *n_new,
                                       GError **error);

/** TallyRefTariff: one version of a tariff, as two people signed it */
typedef struct {
    const char *code;
    int version;
    const char *name;
    const char *valid_from; /* ISO day */
    const char *document;
    const char *drafted_by;
    const char *signed_by;
} TallyRefTariff;

/**
 * tally_ref_store_add_tariff:
 * @is_new: (out): %FALSE when the very same document is stored
 *
 * Returns: %FALSE with %TALLY_ERROR_EXISTS when that version says something else
 */
gboolean tally_ref_store_add_tariff (TallyDb *db,
                                     const TallyRefTariff *tariff,
                                     gboolean *is_new,
                                     GError **error);

/**
 * tally_ref_store_add_holidays:
 * @calendar: its name, such as "CN"
 * @json: a list of objects with day, name and day_type ("holiday" or "workday")
 */
gboolean tally_ref_store_add_holidays (TallyDb *db,
                                       const char *calendar,
                                       const char *json,
                                       size_t *n_new,
                                       GError **error);

G_END_DECLS
