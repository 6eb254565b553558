// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-batch.h"
#include "server/raw/tally-raw-store.h"
#include "server/validate/tally-validate-step.h"
#include "tests/lib/tally-test-db.h"

G_BEGIN_DECLS

#define DAY 20738                        /* 2026-10-12, a Monday */
#define DAY_START (INT64_C (1791763200)) /* its midnight in UTC */
#define N 96

/** ValidateFixture: point 1 of district 1, 20 kW, with a meter; its zone is UTC */
typedef struct {
    TallyTestDb *base;
    TallyDb *collector;
    TallyCollectBatch *batch;
    int64_t point_id; /* whose frames are added */
} ValidateFixture;

void validate_set_up (ValidateFixture *fixture, gconstpointer data);
void validate_tear_down (ValidateFixture *fixture, gconstpointer data);

/** validate_add: a frame of @n values from interval @first of a day, or of one before or after */
void validate_add (ValidateFixture *fixture,
                   TallyFrameKind kind,
                   int32_t day,
                   int32_t first,
                   size_t n,
                   const int64_t *values,
                   const uint8_t *qualities);

/** validate_arrive: what was added is stored */
void validate_arrive (ValidateFixture *fixture);

/** validate_days: from @first on, before @end, 300 days later */
TallyValidateResult validate_days (ValidateFixture *fixture, int32_t first, int32_t end);

/** validate_expect: asserts the one answer of @sql */
void validate_expect (ValidateFixture *fixture, const char *sql, const char *answer);

G_END_DECLS
