// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/files/tally-dst-rule-calc.h"

#define LAST 7

typedef struct {
    TallyDay day;
    int32_t second; /* of the day, by the clock before the change */
    int32_t before_s;
    int32_t after_s;
} Change;

static int32_t
first_day (int year)
{
    return tally_day_new (year, 1, 1).number;
}

/* The instant from which the other offset holds, between the two. */
static int64_t
find_instant (const TallyZone *zone, int64_t before, int64_t after)
{
    int32_t offset = tally_zone_offset (zone, before);

    while (after - before > 1) {
        int64_t middle = before + (after - before) / 2;

        if (tally_zone_offset (zone, middle) == offset)
            before = middle;
        else
            after = middle;
    }
    return after;
}

/* Gives how many changes the year has; the first two are told. */
static int
find_changes (const TallyZone *zone, int year, Change changes[2])
{
    int n = 0;

    for (int32_t day = first_day (year); day < first_day (year + 1); day++) {
        int64_t from = (int64_t) day * 86400;
        int32_t before_s = tally_zone_offset (zone, from - 1);
        int32_t after_s = tally_zone_offset (zone, from + 86399);
        int64_t local;

        if (before_s == after_s)
            continue;
        if (n < 2) {
            local = find_instant (zone, from - 1, from + 86399) + before_s;
            changes[n] = (Change){ { (int32_t) (local / 86400) },
                                   (int32_t) (local % 86400),
                                   before_s,
                                   after_s };
        }
        n++;
    }
    return n;
}

static gboolean
is_last_of_kind (TallyDay day)
{
    int day_of_month;

    tally_day_split (day, NULL, NULL, &day_of_month);
    return day_of_month + 7 > tally_day_days_in_month (day);
}

static uint32_t
rule_of (const Change *change, const Change *next_year)
{
    int month;
    int day_of_month;
    gboolean is_last = is_last_of_kind (change->day) && is_last_of_kind (next_year->day);
    uint32_t operation;

    tally_day_split (change->day, NULL, &month, &day_of_month);
    operation = is_last ? LAST : (uint32_t) (1 + (day_of_month + 6) / 7);
    return (uint32_t) month << 28 | operation << 25
           | (uint32_t) (tally_day_weekday (change->day) + 1) << 17
           | (uint32_t) (change->second / 3600) << 12 | (uint32_t) (change->second % 3600);
}

TallyDstRules
tally_dst_rules_of (const TallyZone *zone, int year)
{
    Change changes[2];
    Change next[2];
    int32_t at_start = tally_zone_offset (zone, (int64_t) first_day (year) * 86400);
    int summer;

    if (find_changes (zone, year, changes) != 2 || find_changes (zone, year + 1, next) != 2)
        return (TallyDstRules){ at_start, 0, TALLY_DST_RULE_NONE, TALLY_DST_RULE_NONE };
    summer = changes[0].after_s > changes[0].before_s ? 0 : 1;
    return (TallyDstRules){ .standard_s = changes[summer].before_s,
                            .saving_s = changes[summer].after_s - changes[summer].before_s,
                            .start = rule_of (&changes[summer], &next[summer]),
                            .end = rule_of (&changes[1 - summer], &next[1 - summer]) };
}
