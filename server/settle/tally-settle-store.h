// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/energy/tally-energy-store.h"
#include "server/settle/tally-settle-calc.h"

G_BEGIN_DECLS

/** Settlements of the whole grid belong to the head office. */
#define TALLY_SETTLE_DISTRICT "0"

/** TallySettlement: where one stands; free with tally_settlement_clear() */
typedef struct {
    char *state;
    TallyDays period;
    int version;
    char *drafted_by;
    char *submitted_by;
    char *decided_by;
} TallySettlement;

void tally_settlement_clear (TallySettlement *settlement);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallySettlement, tally_settlement_clear)

/** tally_settle_store_get: locks the row; @is_there: (out): whether there is one */
gboolean tally_settle_store_get (TallyDb *db,
                                 const char *settlement_id,
                                 TallySettlement *settlement,
                                 gboolean *is_there,
                                 GError **error);

/**
 * tally_settle_store_add:
 *
 * Adds a draft as the next version of its period.
 *
 * Returns: %FALSE with %TALLY_ERROR_EXISTS when another of the period is on its way
 */
gboolean tally_settle_store_add (TallyDb *db,
                                 const char *settlement_id,
                                 TallyDays period,
                                 const char *person,
                                 GError **error);

gboolean tally_settle_store_add_statements (TallyDb *db,
                                            const char *settlement_id,
                                            GArray *sums,
                                            GError **error);

/** tally_settle_store_add_lines: @json: a list of lines as sql/add-lines.sql names them */
gboolean tally_settle_store_add_lines (TallyDb *db,
                                       const char *settlement_id,
                                       const char *json,
                                       GError **error);

/** tally_settle_store_statements: Returns: (element-type TallySettleStatement): by node */
GArray *tally_settle_store_statements (TallyDb *db, const char *settlement_id, GError **error);

/** tally_settle_store_audit: replaces what the rules said, except what a person signed */
gboolean tally_settle_store_audit (TallyDb *db,
                                   const char *settlement_id,
                                   GArray *findings,
                                   GError **error);

/** tally_settle_store_seal: fixes the hash of the content that people decide on */
gboolean tally_settle_store_seal (TallyDb *db, const char *settlement_id, GError **error);

/**
 * tally_settle_store_move:
 * @has_moved: (out): %FALSE when it was not in @from any more
 *
 * Returns: %FALSE with %TALLY_ERROR_FORBIDDEN, "four-eyes", when @person submitted it himself
 */
gboolean tally_settle_store_move (TallyDb *db,
                                  const char *settlement_id,
                                  const char *from,
                                  const char *to,
                                  const char *person,
                                  const char *reason,
                                  gboolean *has_moved,
                                  GError **error);

/** TallySettleExchange: an exchange point and its contract, in a version of its tariff */
typedef struct {
    int32_t district_id;
    int64_t point_id;
    int32_t tariff_version;
    int64_t tolerance_ppm;
    char *document;
    char *time_zone;
} TallySettleExchange;

/** tally_settle_store_exchanges: Returns: (element-type TallySettleExchange) */
GArray *tally_settle_store_exchanges (TallyDb *db, TallyDay day, GError **error);

/** tally_settle_store_exchange_then: the same of one point and a version; empty: it has gone */
GArray *tally_settle_store_exchange_then (TallyDb *db,
                                          int32_t district_id,
                                          int64_t point_id,
                                          int32_t tariff_version,
                                          GError **error);

TallyCalendar *tally_settle_store_holidays (TallyDb *db, const char *calendar, GError **error);

G_END_DECLS
