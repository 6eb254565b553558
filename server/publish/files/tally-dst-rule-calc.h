// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/time/tally-zone.h"

G_BEGIN_DECLS

/** What stands where clocks do not change, or change by no rule of a year. */
#define TALLY_DST_RULE_NONE 0xFFFFFFFFu

/**
 * TallyDstRules:
 * @standard_s: seconds that standard time is ahead of UTC
 * @saving_s: seconds that are added in summer; 0 without a change
 * @start, @end: when summer begins and ends, as a DstRuleType of ESPI: from the highest bit month
 *   (4), operator (3), day of month (5), day of week (3, Monday 1), hour (5), second of the
 *   hour (12)
 */
typedef struct {
    int32_t standard_s;
    int32_t saving_s;
    uint32_t start;
    uint32_t end;
} TallyDstRules;

/**
 * tally_dst_rules_of:
 *
 * The changes of the clock in @year, as "second Sunday of March" or "last Sunday of October": the
 * latter where the day is the last of its kind in this year and the next, since a month may have
 * four or five of them.
 */
TallyDstRules tally_dst_rules_of (const TallyZone *zone, int year);

G_END_DECLS
