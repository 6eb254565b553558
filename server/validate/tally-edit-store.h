// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/validate/tally-validate-store.h"

G_BEGIN_DECLS

/** TallyEditOrder: what a person wants intervals of a day to be */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    int16_t channel;
    TallyEdit edit;
    const char *method;  /* as in validate.edit */
    const char *edit_id; /* UUID; NULL: of our own */
    int32_t base_version;
    const char *person;
    const char *address;
    const char *reason;
    const char *for_exception; /* "" for none */
} TallyEditOrder;

/** tally_edit_store_lock: waits for whoever edits the point; until tally_edit_store_unlock() */
gboolean tally_edit_store_lock (TallyDb *db, int32_t district_id, int64_t point_id, GError **error);
void tally_edit_store_unlock (TallyDb *db, int32_t district_id, int64_t point_id);

/**
 * tally_edit_store_look:
 * @is_made: (out): an edit of that id is stored
 * @version: (out): newest of the day; 0 for none
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND when there is no such point
 */
gboolean tally_edit_store_look (TallyDb *db,
                                const TallyEditOrder *order,
                                gboolean *is_made,
                                int32_t *version,
                                GError **error);

gboolean tally_edit_store_add (TallyDb *db, const TallyEditOrder *order, GError **error);

/** TallyExceptionKey: names an exception: "district.day.point.channel.rule.first" */
typedef struct {
    int32_t district_id;
    TallyDay day;
    int64_t point_id;
    int16_t channel;
    TallyRule rule;
    int32_t first;
} TallyExceptionKey;

/** tally_exception_key_parse: Returns: %FALSE with %TALLY_ERROR_NOT_FOUND: nothing has that name */
gboolean tally_exception_key_parse (const char *text, TallyExceptionKey *key, GError **error);

/** tally_edit_store_find_exception: @n: (out): intervals; @state: (out) (transfer full) */
gboolean tally_edit_store_find_exception (TallyDb *db,
                                          const TallyExceptionKey *key,
                                          int32_t *n,
                                          char **state,
                                          GError **error);

gboolean tally_edit_store_decide (TallyDb *db,
                                  const TallyExceptionKey *key,
                                  const char *state,
                                  const char *person,
                                  const char *reason,
                                  GError **error);

/** tally_edit_store_withdraw: edits made for an exception count no more */
gboolean tally_edit_store_withdraw (TallyDb *db,
                                    int32_t district_id,
                                    const char *exception,
                                    const char *person,
                                    GError **error);

/** TallyExceptionFilter: what is %NULL, 0 or "" does not matter */
typedef struct {
    int32_t person_district; /* 0: sees all */
    int32_t district_id;
    const char *state;
    const char *rule;
    const char *severity;
    int32_t node_id;
    const char *from;
    const char *to; /* the last day */
} TallyExceptionFilter;

/** tally_edit_store_list_matching: Returns: names, at most 10,000 */
char **tally_edit_store_list_matching (TallyDb *db,
                                       const TallyExceptionFilter *filter,
                                       GError **error);

/** tally_edit_store_begin_request: @is_new: (out): %FALSE when that id was done before */
gboolean tally_edit_store_begin_request (TallyDb *db,
                                         int32_t district_id,
                                         const char *request_id,
                                         const char *kind,
                                         const char *person,
                                         gboolean *is_new,
                                         GError **error);
gboolean tally_edit_store_end_request (TallyDb *db,
                                       int32_t district_id,
                                       const char *request_id,
                                       int64_t matched,
                                       int64_t done,
                                       GError **error);
gboolean tally_edit_store_find_request (TallyDb *db,
                                        int32_t district_id,
                                        const char *request_id,
                                        int64_t *matched,
                                        int64_t *done,
                                        GError **error);

/** TallyExchangeOrder: another meter hangs at a point from an instant on */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    const char *request_id;
    int64_t at;
    int64_t old_final; /* Wh, secondary */
    const char *new_serial;
    const char *new_model;
    int64_t new_first; /* Wh, secondary */
    int digits;        /* 0: as the old one */
    int32_t ct[2];
    int32_t pt[2];
    const char *person;
    const char *address;
    const char *reason;
} TallyExchangeOrder;

/** tally_edit_store_exchange: in a transaction; _INVALID or _EXISTS say what is wrong */
gboolean tally_edit_store_exchange (TallyDb *db, const TallyExchangeOrder *order, GError **error);

/** TallyRolloverOrder: whether a register that went back on a day passed its end */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    int16_t channel;
    TallyDay day;
    gboolean is_accepted;
    const char *request_id;
    const char *person;
    const char *address;
    const char *reason;
} TallyRolloverOrder;

gboolean tally_edit_store_decide_rollover (TallyDb *db,
                                           const TallyRolloverOrder *order,
                                           GError **error);

G_END_DECLS
