// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/bill/tally-bill-make-calc.h"

G_BEGIN_DECLS

/*
 * What a bill was made from, as one line of text that is kept with it, so that it can be
 * computed again after newer readings, agreements, tariffs or holidays have come. Fields are
 * separated by "|":
 *
 *     2|contracted W|contracted VA|phases|choice|first day|end day|tariff versions|holidays|
 *     blocks|peaks|carry of the period before|supplied=first day:end day|past=peaks by component|
 *     meters=|system-peaks=|prices=
 *
 * What follows the carry is named, and there need not be any of it: only what the tariff asks for
 * beside the account's own intervals. Format 1, which older bills have, ends with the carry: they
 * are made again as they were, with nothing known of the rest.
 *
 * Days are numbers from 1970-01-01. Tariff versions: "3,4". Holidays: those of the period, by
 * calendar: "CN:20727h,20735w" (h: holiday, w: worked). Blocks: as #TallyEnergyPoint versions.
 * Peaks: "681:12.5,680:11", by month. Peaks by component: as tally_bill_past_parse() reads them.
 * Meters: "20727:2,20740:3", by the day from which there are so many. System's peaks: their
 * version. Price series: "day-ahead@3;feed-in@1", by the version that held.
 */

/** Most bytes of one text. */
#define TALLY_BILL_INPUTS_MAX 65536

/**
 * tally_bill_inputs_format:
 * @tariffs: (array length=n_tariffs): versions used, in order
 * @n_tariffs: 0 when no tariff could be applied
 * @blocks: versions of the blocks that were read; "" for none
 * @extras: (nullable): named fields, as tally_bill_extras() has them
 *
 * Returns: (transfer full): the text
 */
char *tally_bill_inputs_format (const TallyBillRules *rules,
                                const TallyBillAgreement *agreement,
                                const TallyBillTariff *const *tariffs,
                                size_t n_tariffs,
                                const char *blocks,
                                const char *extras);

/** TallyBillInputs: @tariffs, @holidays, @blocks: as in the text; free with clear */
typedef struct {
    TallyBillAgreement agreement; /* without ids and texts other than carry_text */
    const char *tariffs;
    const char *holidays;
    const char *blocks;
    int32_t system_peaks; /* their version; 0: none were needed */
    const char *prices;   /* "day-ahead@3": series and version */
    char **fields;
} TallyBillInputs;

void tally_bill_inputs_clear (TallyBillInputs *inputs);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyBillInputs, tally_bill_inputs_clear)

/** tally_bill_inputs_parse: Returns: %FALSE with %TALLY_ERROR_INVALID */
gboolean tally_bill_inputs_parse (const char *text, TallyBillInputs *inputs, GError **error);

/**
 * tally_bill_inputs_forget:
 * @made_of: (nullable): of a stored bill
 * @agreement: (inout): as it is known today; loses what was not known to bills as old as that
 */
void tally_bill_inputs_forget (const char *made_of, TallyBillAgreement *agreement);

/**
 * tally_bill_inputs_calendars:
 * @holidays: of an inputs' text
 * @calendars: name -> TallyCalendar: those it names are put in
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID
 */
gboolean tally_bill_inputs_calendars (const char *holidays, GHashTable *calendars, GError **error);

/**
 * tally_bill_inputs_same_holidays: Returns: whether two texts name the same holidays, which the
 *   hash of what a bill was made from leaves out; %TRUE for a bill that kept no text (%NULL)
 */
gboolean tally_bill_inputs_same_holidays (const char *one, const char *other);

/** tally_bill_inputs_has_tariff: Returns: whether @version is one of @tariffs */
gboolean tally_bill_inputs_has_tariff (const char *tariffs, int32_t version);

/**
 * tally_bill_inputs_choose:
 * @named: (nullable): versions, as in a text; %NULL: all
 * @all: (nullable) (element-type TallyBillTariff): versions that are known
 *
 * Returns: (transfer full) (element-type TallyBillTariff): those of @all that are @named
 */
GArray *tally_bill_inputs_choose (const char *named, const GArray *all);

G_END_DECLS
