// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/energy/tally-energy-balance-calc.h"
#include "server/energy/tally-energy-day-calc.h"
#include "server/energy/tally-energy-versions-calc.h"
#include "server/validate/tally-validate-store.h"

G_BEGIN_DECLS

/**
 * TallyEnergyPoint: the energy of one point over whole local days
 * @days: the days asked for
 * @interval_s: length of an interval
 * @n: number of intervals in @days
 * @import: (array length=n): active energy taken, Wh, primary; 0 where missing
 * @export: (nullable) (array length=n): active energy fed in, Wh
 * @reactive: (nullable) (array length=n): reactive energy taken, varh
 * @check_import, @check_export: (nullable) (array length=n): what the check meter counted
 * @qualities: (array length=n): a #TallyQuality each, of @import
 * @check_qualities: (array length=n): the same of @check_import
 * @n_measured, @n_estimated, @n_missing: of @import; they add up to @n
 * @made_from: SHA-256 over the digests of the blocks read, in order
 * @versions: of the blocks read, as #TallyEnergyVersions has them
 *
 * Lent for the length of one call.
 */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    TallyDays days;
    int32_t interval_s;
    size_t n;
    const int64_t *import;
    const int64_t *export;
    const int64_t *reactive;
    const int64_t *check_import;
    const int64_t *check_export;
    const uint8_t *qualities;
    const uint8_t *check_qualities;
    int64_t n_measured;
    int64_t n_estimated;
    int64_t n_missing;
    uint8_t made_from[TALLY_BLOCK_DIGEST_BYTES];
    const char *versions;
} TallyEnergyPoint;

typedef gboolean (*TallyEnergyPointFunc) (const TallyEnergyPoint *point,
                                          gpointer user_data,
                                          GError **error);

/** TallyEnergyOpen: what a district's open days have so far */
typedef struct _TallyEnergyOpen TallyEnergyOpen;

/** tally_energy_store_load_open: Returns: (transfer full): read once for many spans */
TallyEnergyOpen *tally_energy_store_load_open (TallyDb *db, int32_t district_id, GError **error);
void tally_energy_open_free (TallyEnergyOpen *open);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyEnergyOpen, tally_energy_open_free)

/**
 * TallyEnergySpan: what to read
 * @range: points; %TALLY_POINTS_ALL for all of the district
 * @is_wanted: (nullable) (scope call): which version of a day is read; %NULL: the newest
 * @open: (nullable): days that have not closed yet are laid over days without a block; a point
 *   that has no closed day at all is not read
 */
typedef struct {
    int32_t district_id;
    TallyPointRange range;
    const TallyZone *zone;
    TallyDays days;
    TallyBlockIsWanted is_wanted;
    gpointer wanted_data;
    const TallyEnergyOpen *open;
} TallyEnergySpan;

/**
 * tally_energy_store_read_points:
 * @db: a connection of the settle role; can do nothing else until this returns
 * @span: what to read
 * @func: (scope call): called for each point that has a validated day, in order of point_id
 * @user_data: for @func
 * @error: return location
 *
 * Streams one validated version of each day, the newest or the one wanted, by binary COPY and lays
 * each point's days side by side: what a bill run prices. Sum and digest of every block are
 * checked on the way. A day without a block is missing intervals.
 */
gboolean tally_energy_store_read_points (TallyDb *db,
                                         const TallyEnergySpan *span,
                                         TallyEnergyPointFunc func,
                                         gpointer user_data,
                                         GError **error);

/**
 * tally_energy_store_wait_turn:
 * @db: a connection of the settle role; the turn is its own until it is closed
 * @cancellable: (nullable): ends the waiting
 *
 * Waits until no other step balances: two at once would each write the days that both found
 * changed.
 */
gboolean tally_energy_store_wait_turn (TallyDb *db, GCancellable *cancellable, GError **error);

/** tally_energy_store_put_day: writes a row of "energy/add-days"; @version 0: the open day */
void tally_energy_store_put_day (TallyCopyIn *rows,
                                 const TallyBlockHead *head,
                                 const TallyEnergyDay *day,
                                 int64_t day_start);

/**
 * TallyEnergyChanges: days of channels whose statistics are of an older version than validate's
 */
typedef struct _TallyEnergyChanges TallyEnergyChanges;

/**
 * tally_energy_store_find_changes:
 * @validated, @own: two connections of the settle role: two streams are read side by side
 * @districts: (element-type TallyValidateDistrict): whose
 * @days: closed days
 */
TallyEnergyChanges *tally_energy_store_find_changes (TallyDb *validated,
                                                     TallyDb *own,
                                                     const GArray *districts,
                                                     TallyDays days,
                                                     GError **error);
void tally_energy_changes_free (TallyEnergyChanges *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyEnergyChanges, tally_energy_changes_free)

/** tally_energy_changes_has: Returns: whether that day of that channel is among them */
gboolean tally_energy_changes_has (const TallyEnergyChanges *changes, const TallyBlockHead *head);

/**
 * tally_energy_changes_next:
 * @from: where to look
 * @run: (out): the next days in a row of which something changed
 *
 * Returns: %FALSE when there are none before @end
 */
gboolean tally_energy_changes_next (const TallyEnergyChanges *changes,
                                    TallyDay from,
                                    TallyDay end,
                                    TallyDays *run);

/** tally_energy_store_clear_changes: before the changed days of @run are written anew */
gboolean tally_energy_store_clear_changes (TallyDb *db,
                                           const TallyEnergyChanges *changes,
                                           TallyDays run,
                                           GError **error);

/** tally_energy_store_add_months: sums up the months of changed channels, or all when %NULL */
gboolean tally_energy_store_add_months (TallyDb *db,
                                        const GArray *districts,
                                        const TallyEnergyChanges *changes,
                                        TallyDays run,
                                        GError **error);

/** tally_energy_store_clear_days: before days are written anew, and @today, which is open */
gboolean tally_energy_store_clear_days (TallyDb *db,
                                        int32_t district_id,
                                        TallyDays days,
                                        TallyDay today,
                                        GError **error);

/** TallyEnergyPointKey: names a point of the whole grid */
typedef struct {
    int64_t point_id;
    int32_t district_id;
} TallyEnergyPointKey;

/** TallyEnergyGrid: the region tree and what each point is to it */
typedef struct {
    GArray *nodes;      /* TallyBalanceNode */
    GHashTable *points; /* TallyEnergyPointKey -> TallyBalancePoint */
} TallyEnergyGrid;

TallyEnergyGrid *tally_energy_store_load_grid (TallyDb *db, GError **error);
void tally_energy_grid_free (TallyEnergyGrid *grid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyEnergyGrid, tally_energy_grid_free)

/** TallyEnergyBalance: a node's day as it is stored; blocks without flags */
typedef struct {
    int32_t district_id;
    int32_t node_id;
    int32_t day;
    int32_t version;
    int64_t in_wh;
    int64_t generation_wh;
    int64_t out_wh;
    int64_t sold_wh;
    int64_t loss_wh;
    int64_t children_loss_wh;
    int64_t own_loss_wh;
    int64_t theoretical_loss_wh;
    int32_t n;
    int32_t estimated_ppm;
    GByteArray *in_block; /* with generation */
    GByteArray *out_block;
    GByteArray *sold_block;
    uint8_t made_from[32];
} TallyEnergyBalance;

void tally_energy_store_put_balance (TallyCopyIn *rows, const TallyEnergyBalance *balance);

/**
 * tally_energy_store_load_versions:
 *
 * Returns: "NODE DAY" -> "VERSION MADE-FROM-HEX" of the newest balances of @days
 */
GHashTable *tally_energy_store_load_versions (TallyDb *db, TallyDays days, GError **error);

/** tally_energy_store_load_stored: Returns: "NODE DAY" -> all its figures, as text */
GHashTable *tally_energy_store_load_stored (TallyDb *db, TallyDays days, GError **error);

/** TallyEnergySum: a node's balance over a period */
typedef struct {
    int32_t node_id;
    int64_t in_wh;
    int64_t generation_wh;
    int64_t out_wh;
    int64_t sold_wh;
    int64_t loss_wh;
    int64_t children_loss_wh;
    int64_t own_loss_wh;
    int64_t theoretical_loss_wh;
    int32_t estimated_ppm;
    int32_t n_days;
    char made_from[65]; /* hex */
    char *versions;     /* of the days, as channel 1 of #TallyEnergyVersions */
} TallyEnergySum;

/** tally_energy_store_sum_balances: Returns: (element-type TallyEnergySum): by node */
GArray *tally_energy_store_sum_balances (TallyDb *db, TallyDays days, GError **error);

/** tally_energy_store_sum_chosen: the same of the versions that @chosen, node -> text, names */
GArray *tally_energy_store_sum_chosen (TallyDb *db,
                                       TallyDays days,
                                       GHashTable *chosen,
                                       GError **error);

G_END_DECLS
