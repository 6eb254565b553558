// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"

G_BEGIN_DECLS

/**
 * TallyUsualFile: figures of the outside world that estimation takes for usual
 * @text: as tally_temperature_csv_parse() or tally_profile_csv_parse() reads it
 * @set_by: who says so
 * @source: where it comes from, such as the file's name
 */
typedef struct {
    const char *text;
    const char *set_by;
    const char *source;
} TallyUsualFile;

/**
 * tally_usual_step_set_temperatures:
 * @db: a connection of the settle role
 * @heating_dc, @cooling_dc: as of tally_temperature_class()
 * @n_new: (out): days that are new, or say otherwise than before
 * @error: return location
 *
 * All of it in one transaction with its audit entry, or nothing. What was estimated before stays
 * until its days are validated again.
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID, naming line and field, %TALLY_ERROR_NOT_FOUND when
 *   there is no such district, or the database's error
 */
gboolean tally_usual_step_set_temperatures (TallyDb *db,
                                            int32_t district_id,
                                            const TallyUsualFile *file,
                                            int32_t heating_dc,
                                            int32_t cooling_dc,
                                            size_t *n_new,
                                            GError **error);

/**
 * tally_usual_step_add_profiles:
 * @n_new: (out): rows that were not there
 *
 * The same for profiles. They hold from their day on and are never changed.
 *
 * Returns: %FALSE as above, and with %TALLY_ERROR_EXISTS when another profile holds from that day
 */
gboolean tally_usual_step_add_profiles (TallyDb *db,
                                        const TallyUsualFile *file,
                                        size_t *n_new,
                                        GError **error);

G_END_DECLS
