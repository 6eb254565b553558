// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-make-calc.h"

G_BEGIN_DECLS

/* A month priced twice, and what the difference comes to. Changes are in millionths of what was
 * paid before: 50,000 is 5 % more. */

/** TallyWhatifClass: customers of one kind of point under one tariff */
typedef struct {
    char *kind; /* "large", "community" … as ref.point says */
    char *tariff_code;
    int64_t n;
    int64_t energy_wh;
    TallyMoney before;
    TallyMoney after;
} TallyWhatifClass;

/** TallyWhatifComponent: what one component of either tariff brings in from one class */
typedef struct {
    guint class_index;
    TallyLineKind kind;
    char *component;
    TallyMoney before;
    TallyMoney after;
} TallyWhatifComponent;

/** TallyWhatifRow: an agreement; @change_ppm: %TALLY_WHATIF_NO_BASE when @before is not above 0 */
typedef struct {
    int32_t district_id;
    int64_t agreement_id;
    guint class_index;
    int64_t energy_wh;
    TallyMoney before;
    TallyMoney after;
    int64_t change_ppm;
} TallyWhatifRow;

#define TALLY_WHATIF_NO_BASE INT64_MAX

/**
 * TallyWhatifGroup: agreements whose change lies from @from_ppm to @to_ppm
 * @from_ppm, @to_ppm: INT64_MIN and INT64_MAX where the group has no end
 */
typedef struct {
    int64_t from_ppm;
    int64_t to_ppm;
    int64_t n;
    TallyMoney before;
    TallyMoney after;
} TallyWhatifGroup;

#define TALLY_WHATIF_BINS 17
#define TALLY_WHATIF_DECILES 10

/**
 * TallyWhatif:
 * @classes: TallyWhatifClass
 * @components: TallyWhatifComponent, in order of class, kind and name once finished
 * @rows: TallyWhatifRow, by district and agreement once finished
 * @n_scope: agreements of the scope; those that could not be priced on both sides are counted in
 *   @n_unpriced and, by reason, in @reasons (before, after), and are in no other figure
 * @bins: fixed steps of change, the middle one "exactly the same"
 * @deciles: tenths of all agreements that paid something, from the one that saves most
 * @n_no_base: agreements that paid nothing before, so that their change has no percentage
 */
typedef struct {
    GArray *classes;
    GArray *components;
    GArray *rows;
    char *currency;
    int64_t n_scope;
    int64_t n_unpriced;
    int64_t reasons[2][TALLY_BILL_N_REASONS];
    TallyMoney before;
    TallyMoney after;
    int64_t n_winners;
    int64_t n_losers;
    int64_t n_same;
    int64_t n_no_base;
    TallyMoney saved; /* by winners; zero or above */
    TallyMoney lost;  /* by losers; zero or above */
    TallyWhatifGroup bins[TALLY_WHATIF_BINS];
    TallyWhatifGroup deciles[TALLY_WHATIF_DECILES];
} TallyWhatif;

TallyWhatif *tally_whatif_new (void);
void tally_whatif_free (TallyWhatif *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyWhatif, tally_whatif_free)

/** tally_whatif_class: Returns: the index of that class, made when it is new */
guint tally_whatif_class (TallyWhatif *self, const char *kind, const char *tariff_code);

/** TallyWhatifBill: a bill of a sheet and its lines */
typedef struct {
    const TallyBill *bill;
    const TallyBillLine *lines;
    size_t n_lines;
} TallyWhatifBill;

/** tally_whatif_add: one agreement, priced twice; %FALSE with %TALLY_ERROR_OVERFLOW */
gboolean tally_whatif_add (TallyWhatif *self,
                           guint class_index,
                           const TallyWhatifBill *before,
                           const TallyWhatifBill *after,
                           GError **error);

/** tally_whatif_merge: adds what another thread found; both have the same classes */
gboolean tally_whatif_merge (TallyWhatif *self, const TallyWhatif *other, GError **error);

/** tally_whatif_finish: sorts, and works out totals, winners, bins and deciles; the same for the
 * same rows in any order */
gboolean tally_whatif_finish (TallyWhatif *self, GError **error);

/** tally_whatif_change_ppm: millionths of @before, half away from zero */
int64_t tally_whatif_change_ppm (TallyMoney before, TallyMoney after);

/**
 * tally_whatif_movers:
 * @n_most: how many of each side
 *
 * Returns: (transfer full) (element-type TallyWhatifRow): who saves most, then who pays most more,
 *   each side from its greatest difference on
 */
GArray *tally_whatif_movers (const TallyWhatif *self, guint n_most);

G_END_DECLS
