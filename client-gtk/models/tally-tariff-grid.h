// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/models/tally-tariff-doc.h"

G_BEGIN_DECLS

#define TALLY_GRID_MONTHS 12
#define TALLY_GRID_HOURS 24

typedef enum {
    TALLY_GRID_WEEKDAY,
    TALLY_GRID_WEEKEND,
    TALLY_GRID_HOLIDAY,
    TALLY_GRID_N_DAYS
} TallyGridDay;

/** TallyGridArea: months and hours, all within their ends */
typedef struct {
    int first_month; /* 0 first */
    int last_month;
    int first_hour;
    int last_hour;
} TallyGridArea;

/**
 * TallyTariffGrid:
 *
 * A schedule of a document as a picture of months and hours, that can be painted. Painting part of
 * a season's months splits the season; everything that named it names both parts then. Minutes
 * within an hour stay as they are until the hour is painted.
 */
typedef struct _TallyTariffGrid TallyTariffGrid;

/**
 * tally_tariff_grid_new:
 * @schedule: its index
 * @error: return location
 *
 * Returns: (transfer full): %NULL with the fault when seasons or schedules are not sound
 */
TallyTariffGrid *tally_tariff_grid_new (TallyTariffDoc *doc, guint schedule, GError **error);
void tally_tariff_grid_free (TallyTariffGrid *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyTariffGrid, tally_tariff_grid_free)

guint tally_tariff_grid_n_bands (const TallyTariffGrid *self);

/** tally_tariff_grid_band_name: Returns: as people call it, in the language of the person */
const char *tally_tariff_grid_band_name (const TallyTariffGrid *self, guint band);

/** tally_tariff_grid_band: Returns: at the hour's beginning; @is_mixed: (out): it changes within */
guint tally_tariff_grid_band (const TallyTariffGrid *self,
                              TallyGridDay day,
                              int month,
                              int hour,
                              gboolean *is_mixed);

/** tally_tariff_grid_season: Returns: the name of the season that month is in */
const char *tally_tariff_grid_season (const TallyTariffGrid *self, int month);

/** tally_tariff_grid_paint: one change of the document */
gboolean tally_tariff_grid_paint (TallyTariffGrid *self,
                                  TallyGridDay day,
                                  const TallyGridArea *area,
                                  guint band,
                                  GError **error);

G_END_DECLS
