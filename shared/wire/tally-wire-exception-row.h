// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/wire/tally-wire.h"

G_BEGIN_DECLS

/** TallyWireExceptionRow: GET /api/v1/exceptions: what a validation rule found. */
typedef struct {
    char *exception_id; /* "district.day.point.channel.rule.first" */
    int64_t district_id;
    char *day;
    int64_t point_id;
    char *code;
    char *name;
    int64_t channel;
    char *rule;
    int64_t first_interval;
    int64_t n_intervals;
    char *severity; /* fail, warn or info */
    JsonNode *figures;
    char *state; /* open, accepted or solved */
    int64_t found_at;
    char *node_name;
    int64_t figure;    /* what broke the rule, in the unit its text says */
    int64_t limit;     /* what it was held against */
    char *text;        /* one English sentence with the figures */
    char *assigned_to; /* login, or null */
    char *decided_by;  /* login, or null */
    int64_t decided_at;
    char *reason; /* of the decision */
} TallyWireExceptionRow;

TALLY_WIRE_DECLARE (TallyWireExceptionRow, tally_wire_exception_row);

G_END_DECLS
