// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-register-map.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Between the parser of maps and that of their registers only. */

GArray *tally_register_list_new (void);

/**
 * tally_register_list_read:
 * @registers: made by tally_register_list_new(): gets what stands in @object's `registers`
 * @object: of data/meters/README.md
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID that names the register and the field
 */
gboolean tally_register_list_read (GArray *registers, JsonObject *object, GError **error);

/** tally_register_refuse: sets %TALLY_ERROR_INVALID. Returns: %FALSE */
gboolean tally_register_refuse (GError **error, const char *field, const char *message);

/** tally_register_check_fields: refuses fields that nobody would read: slips of the pen */
gboolean tally_register_check_fields (JsonObject *object, const char *const *known, GError **error);

/** tally_register_get_text: Returns: (nullable): the text of @field, or %NULL with @error set */
const char *tally_register_get_text (JsonObject *object, const char *field, GError **error);

/** tally_register_get_number: a whole number from @least to @most */
gboolean tally_register_get_number (JsonObject *object,
                                    const char *field,
                                    int64_t least,
                                    int64_t most,
                                    int64_t *number,
                                    GError **error);

/** tally_register_get_flag: true or false; %FALSE where @field is not there */
gboolean tally_register_get_flag (JsonObject *object,
                                  const char *field,
                                  gboolean *flag,
                                  GError **error);

G_END_DECLS
