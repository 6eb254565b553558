// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "server/validate/tally-usual-csv-calc.h"

G_BEGIN_DECLS

/* Within a transaction; as tally-usual-step.h tells of whole files. */

/**
 * tally_usual_store_set_temperatures:
 * @rows: (element-type TallyDayTemperature)
 * @n_new: (out): days that are new, or say otherwise than before
 */
gboolean tally_usual_store_set_temperatures (TallyDb *db,
                                             int32_t district_id,
                                             const GArray *rows,
                                             int32_t heating_dc,
                                             int32_t cooling_dc,
                                             const char *set_by,
                                             size_t *n_new,
                                             GError **error);

/** tally_usual_store_add_profile: @is_new: (out): whether it was not there */
gboolean tally_usual_store_add_profile (TallyDb *db,
                                        const TallyUsualProfile *row,
                                        const char *set_by,
                                        gboolean *is_new,
                                        GError **error);

/**
 * tally_usual_store_list:
 * @of_temperatures: otherwise profiles
 * @district_id: of temperatures; below 0: all
 *
 * Returns: (transfer full): a line each, its columns separated by tabs
 */
char *tally_usual_store_list (TallyDb *db,
                              gboolean of_temperatures,
                              int32_t district_id,
                              GError **error);

G_END_DECLS
