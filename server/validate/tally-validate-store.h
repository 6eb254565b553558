// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-copy.h"
#include "server/validate/tally-gather-calc.h"
#include "server/validate/tally-validate-calc.h"

G_BEGIN_DECLS

#define TALLY_POINT_MAX_CHANNELS 8

/** TallyPointRange: points from @first to @last, both in it */
typedef struct {
    int64_t first;
    int64_t last;
} TallyPointRange;

#define TALLY_POINTS_ALL ((TallyPointRange){ 0, INT64_MAX })

/** A channel's number plus this is what the check meter counted of it. */
#define TALLY_CHECK_CHANNELS 100

/** TallyValidatePoint: a point, and where its installations stand in the master's list */
typedef struct {
    int64_t point_id;
    char kind[16];
    int32_t interval_s;
    int64_t capacity_w;
    int64_t tolerance_ppm;
    int16_t channels[TALLY_POINT_MAX_CHANNELS];
    size_t n_channels;
    size_t first_installation;
    size_t n_installations;
    int32_t node_id;
    int64_t contract_w; /* 0: not known */
} TallyValidatePoint;

/** TallyDatedRules: parameters from a day on */
typedef struct {
    int32_t from;
    TallyRules rules;
} TallyDatedRules;

/** TallyValidateMaster: what validation must know of a district */
typedef struct {
    int32_t district_id;
    const TallyZone *zone;
    TallyCalendar *calendar;
    GArray *points;           /* TallyValidatePoint, by point_id */
    GArray *installations;    /* TallyInstallation, by point_id */
    GHashTable *rules;        /* kind -> GArray of TallyDatedRules, by day */
    GHashTable *profiles;     /* kind -> TallyProfile */
    GHashTable *temperatures; /* day number -> class + 1 */
} TallyValidateMaster;

/**
 * tally_validate_store_load_master:
 * @point_id: one point, or 0 for all of the district
 * @today: whose profiles hold
 */
TallyValidateMaster *tally_validate_store_load_master (TallyDb *db,
                                                       int32_t district_id,
                                                       int64_t point_id,
                                                       const char *time_zone,
                                                       TallyDay today,
                                                       GError **error);
void tally_validate_master_free (TallyValidateMaster *master);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyValidateMaster, tally_validate_master_free)

/** tally_validate_master_rules: Returns: (nullable): what holds for points of @kind on @day */
const TallyRules *tally_validate_master_rules (const TallyValidateMaster *master,
                                               const char *kind,
                                               TallyDay day);

/** TallySeriesKey: a channel of a point */
typedef struct {
    int64_t point_id;
    int16_t channel;
} TallySeriesKey;

/** TallyClockRow: an answer that showed a clock off, or set */
typedef struct {
    int32_t day;
    int64_t at; /* Unix seconds */
    int64_t offset_ms;
    int64_t jump_ms;
} TallyClockRow;

/** TallyWithdrawn: a register that was read by hand and withdrawn */
typedef struct {
    int64_t meter_id;
    int64_t at; /* Unix seconds */
    int64_t count;
} TallyWithdrawn;

/**
 * TallyValidateDecided: what people decided and what other days say, for a span of days
 */
typedef struct {
    GHashTable *edits;     /* TallySeriesKey -> GArray of TallyEdit */
    GHashTable *rollovers; /* TallySeriesKey -> GArray of TallyRolloverDecision */
    GHashTable *withdrawn; /* TallySeriesKey -> GArray of TallyWithdrawn */
    GHashTable *past;      /* TallySeriesKey -> GArray of TallyPastSum */
    GHashTable *clocks;    /* TallySeriesKey of channel 0 -> GArray of TallyClockRow */
} TallyValidateDecided;

/**
 * tally_validate_store_load_decided:
 * @range: of which points
 * @context: days that edits and rollovers are wanted of
 * @wanted: days that are validated: clocks, and sums of the year before
 */
TallyValidateDecided *tally_validate_store_load_decided (TallyDb *db,
                                                         const TallyValidateMaster *master,
                                                         TallyPointRange range,
                                                         TallyDays context,
                                                         TallyDays wanted,
                                                         GError **error);
void tally_validate_decided_free (TallyValidateDecided *decided);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyValidateDecided, tally_validate_decided_free)

/** tally_validate_decided_find: Returns: (nullable): what @table holds of a channel of a point */
GArray *tally_validate_decided_find (GHashTable *table, int64_t point_id, int16_t channel);

/** TallyValidateDistrict: @time_zone: (transfer none) until the list is freed */
typedef struct {
    int32_t district_id;
    char *time_zone;
} TallyValidateDistrict;

/**
 * tally_validate_store_list_districts:
 * @district_id: one, or -1 for all
 *
 * Returns: (element-type TallyValidateDistrict): by id
 */
GArray *tally_validate_store_list_districts (TallyDb *db, int32_t district_id, GError **error);

/** TallyBlockKey: whose day */
typedef struct {
    int64_t point_id;
    int32_t day;
    int16_t channel;
} TallyBlockKey;

/** TallyBlockVersion: the newest version that is stored */
typedef struct {
    TallyBlockKey key;
    int32_t version;
    uint8_t digest[TALLY_BLOCK_DIGEST_BYTES];
    int64_t sum;
} TallyBlockVersion;

/** tally_validate_store_load_latest: Returns: TallyBlockKey -> TallyBlockVersion */
GHashTable *tally_validate_store_load_latest (TallyDb *db,
                                              int32_t district_id,
                                              TallyPointRange range,
                                              TallyDays days,
                                              GError **error);

/**
 * tally_validate_store_list_versions:
 *
 * Returns: rows of point_id, channel, day and newest version, in that order; check meters left out
 */
TallyCopyOut *tally_validate_store_list_versions (TallyDb *db,
                                                  int32_t district_id,
                                                  TallyDays days,
                                                  GError **error);

/** TallyPackedBlock: a day on its way to the database */
typedef struct {
    TallyBlockHead head;
    GByteArray *payload;
    GByteArray *flags;
    uint8_t digest[TALLY_BLOCK_DIGEST_BYTES];
    uint8_t made_from[32];
    int64_t newest_at; /* of an open day: Unix seconds, 0 for none */
    const char *made_by;
    const char *reason;
} TallyPackedBlock;

/** tally_validate_store_put_block: writes a row of "validate/add-blocks" */
void tally_validate_store_put_block (TallyCopyIn *rows, const TallyPackedBlock *block);

/**
 * tally_validate_store_replace_hot:
 * @blocks: (element-type TallyPackedBlock): the open days of the points in @range, all of them
 */
gboolean tally_validate_store_replace_hot (TallyDb *db,
                                           int32_t district_id,
                                           TallyPointRange range,
                                           GPtrArray *blocks,
                                           GError **error);

/** TallyFound: what the rules find in a range of points, held against what is open of it */
typedef struct _TallyFound TallyFound;

/**
 * tally_found_load:
 * @across: what is found across points, and nothing else; or all else
 *
 * Returns: (nullable): the open exceptions of @days, none of them found yet
 */
TallyFound *tally_found_load (TallyDb *db,
                              int32_t district_id,
                              TallyPointRange range,
                              TallyDays days,
                              gboolean across,
                              GError **error);
void tally_found_free (TallyFound *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyFound, tally_found_free)

/** tally_found_add: of two that begin at one interval by one rule, the first is kept */
void tally_found_add (TallyFound *found,
                      int64_t point_id,
                      int16_t channel,
                      int32_t day,
                      const TallyFinding *finding);

/**
 * tally_found_save:
 *
 * What is open and was found again is left alone, or gets its new figures; what was not is removed;
 * what is new is added. What a person decided on stays.
 */
gboolean tally_found_save (TallyFound *found, TallyDb *db, GError **error);

/**
 * tally_validate_store_add_rebills:
 * @json: day, point, channel, version, before, after
 *
 * Of the days that got a newer version, those whose values it changed are proposed for a new bill,
 * also when they add up to the same: a tariff prices when energy was used. A version that only says
 * how sure they are proposes nothing: it changes no amount.
 */
gboolean tally_validate_store_add_rebills (TallyDb *db,
                                           int32_t district_id,
                                           const char *json,
                                           GError **error);

/**
 * tally_validate_store_load_deadlines:
 *
 * Returns: kind of point -> int64_t: seconds after a day's end, as they hold on @day
 */
GHashTable *tally_validate_store_load_deadlines (TallyDb *db, TallyDay day, GError **error);

/** tally_validate_store_lock: until the transaction ends nobody else validates the district */
gboolean tally_validate_store_lock (TallyDb *db, int32_t district_id, GError **error);

/** tally_validate_store_sort_in_memory: what @db reads, up to the frames of a range of points */
gboolean tally_validate_store_sort_in_memory (TallyDb *db, GError **error);

/**
 * TallyBlockFunc:
 * @head: version 0 is an open day; its digest is not kept
 * @digest: (nullable): as stored
 */
typedef gboolean (*TallyBlockFunc) (const TallyBlockHead *head,
                                    const int64_t *values,
                                    const uint8_t *qualities,
                                    const uint8_t *digest,
                                    gpointer user_data,
                                    GError **error);

/**
 * tally_validate_store_read_blocks:
 *
 * Streams the newest version of every closed day of the points, in order of point, channel and
 * day. Sum and digest are checked: a block that was changed stops the reading with
 * %TALLY_ERROR_INTERNAL, naming it.
 */
gboolean tally_validate_store_read_blocks (TallyDb *db,
                                           int32_t district_id,
                                           TallyPointRange range,
                                           TallyDays days,
                                           TallyBlockFunc func,
                                           gpointer user_data,
                                           GError **error);

/** TallyBlockIsWanted: Returns: whether that version of the day is to be read */
typedef gboolean (*TallyBlockIsWanted) (const TallyBlockHead *head, gpointer user_data);

typedef struct {
    TallyBlockIsWanted is_wanted;
    gpointer user_data;
} TallyBlockWanted;

/** tally_validate_store_read_chosen: the same with the versions that are @wanted; %NULL: newest */
gboolean tally_validate_store_read_chosen (TallyDb *db,
                                           int32_t district_id,
                                           TallyPointRange range,
                                           TallyDays days,
                                           const TallyBlockWanted *wanted,
                                           TallyBlockFunc func,
                                           gpointer user_data,
                                           GError **error);

/** tally_validate_store_read_hot: the same for the open days */
gboolean tally_validate_store_read_hot (TallyDb *db,
                                        int32_t district_id,
                                        TallyBlockFunc func,
                                        gpointer user_data,
                                        GError **error);

G_END_DECLS
