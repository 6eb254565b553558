// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/http/test-api-fixture.h"

G_BEGIN_DECLS

#define TEST_VEE_FIRST 20513 /* 2026-03-01 */
#define TEST_VEE_N_DAYS 8
#define TEST_VEE_LOST 20518 /* 2026-03-06 of UTC, from 08:00 of the market: nothing arrived */
#define TEST_VEE_NOW 1773100000
#define TEST_VEE_POINT "/api/v1/points/1/11"

/**
 * TestVee:
 *
 * A staff API where meter M11 hangs at point 11 and gave quarter-hours of channel 1 for all days
 * of UTC but one; they are validated.
 */
typedef struct {
    TestApi api;
    char *clerk;
    char *east;
    char *boss;
    char *auditor;
    char *admin;
} TestVee;

/* As g_test_add() wants them. */
void test_vee_set_up (TestVee *fixture, gconstpointer data);
void test_vee_tear_down (TestVee *fixture, gconstpointer data);

/** test_vee_validate: the days once more */
void test_vee_validate (TestVee *fixture);

/** test_vee_expect: asserts what @sql gives */
void test_vee_expect (TestVee *fixture, const char *sql, const char *value);

G_END_DECLS
