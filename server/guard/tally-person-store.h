// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "server/guard/tally-guard-calc.h"

G_BEGIN_DECLS

/** TallyPerson: somebody who may sign in, as an administrator sees him */
typedef struct {
    char *login;
    char *name;
    TallyRole role;
    int32_t district_id;
    int64_t customer_id; /* of a customer, else 0 */
    char *language;
    gboolean has_totp;
    gboolean is_disabled;
    int64_t failures;
} TallyPerson;

void tally_person_free (TallyPerson *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyPerson, tally_person_free)

/**
 * tally_person_store_add:
 * @db: a connection of tally_api
 * @person: login, name, role, district, customer and language
 * @password: checked with tally_password_check()
 * @by: login of who adds, for the audit trail
 * @error: return location
 *
 * Returns: %FALSE with %TALLY_ERROR_EXISTS when the login is taken, or %TALLY_ERROR_INVALID
 */
gboolean tally_person_store_add (TallyDb *db,
                                 const TallyPerson *person,
                                 const char *password,
                                 const char *by,
                                 GError **error);

/** tally_person_store_list: Returns: (transfer full) (element-type TallyPerson): by login */
GPtrArray *tally_person_store_list (TallyDb *db, gboolean with_customers, GError **error);

/** tally_person_store_set_password: also ends the person's sessions and failures */
gboolean tally_person_store_set_password (TallyDb *db,
                                          const char *login,
                                          const char *password,
                                          const char *by,
                                          GError **error);

/** tally_person_store_set_disabled: also ends the person's sessions */
gboolean tally_person_store_set_disabled (TallyDb *db,
                                          const char *login,
                                          gboolean is_disabled,
                                          const char *by,
                                          GError **error);

/** tally_person_store_set_totp: @secret: (nullable): %NULL takes the device away */
gboolean tally_person_store_set_totp (TallyDb *db,
                                      const char *login,
                                      GBytes *secret,
                                      const char *by,
                                      GError **error);

G_END_DECLS
