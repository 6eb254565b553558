// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/api/tally-api.h"
#include "shared/wire/tally-wire.h"
#include "tests/lib/tally-test-db.h"

#include <libsoup/soup.h>

/** Everybody's password. */
#define PASSWORD "long enough for a test"

#define RUN "6f1c36a4-6d0e-4c6a-9f3a-7c1c5f0c8a11"

/** A settlement of the head office, submitted by the supervisor "boss". */
#define ID "0b6a2f0e-1f5b-4e55-8a7e-6d2f6a4f3a01"
#define SETTLEMENT "/api/v1/settlements/" ID

/**
 * TestApi:
 *
 * A staff API on a database of two districts (1: point 11, 2: point 22) and these people:
 * clerk, boss and chief (supervisors), auditor, admin; east (clerk of district 1).
 */
typedef struct {
    TallyTestDb *db;
    TallyPool *pool;
    TallyGuard *guard;
    TallyHttp *http;
    TallyApi *api;
    SoupSession *client;
    char *url;
} TestApi;

/** TestCredentials: a bearer token, or a cookie with CSRF token and Origin */
typedef struct {
    const char *bearer;
    const char *cookie;
    const char *csrf;
    const char *origin;
} TestCredentials;

typedef struct {
    guint status;
    JsonNode *body; /* NULL when the answer is not JSON */
    GBytes *bytes;  /* as they came */
    char *set_cookie;
    gboolean is_done;
} TestAnswer;

void test_answer_clear (TestAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestAnswer, test_answer_clear)

/* As g_test_add() wants them. */
void test_api_set_up (TestApi *fixture, gconstpointer data);
void test_api_tear_down (TestApi *fixture, gconstpointer data);

/** test_api_ask: @who, @body: (nullable) */
TestAnswer test_api_ask (TestApi *fixture,
                         const TestCredentials *who,
                         const char *method,
                         const char *path,
                         const char *body);

/** test_api_expect: asks with a bearer token and asserts the status */
void test_api_expect (TestApi *fixture,
                      const char *token,
                      const char *method,
                      const char *path,
                      const char *body,
                      guint status);

TestAnswer test_api_sign_in_with (TestApi *fixture,
                                  const char *login,
                                  const char *password,
                                  const char *code);

/** test_api_sign_in: Returns: (transfer full): a token */
char *test_api_sign_in (TestApi *fixture, const char *login);

void test_api_add_credentials (SoupMessageHeaders *headers, const TestCredentials *who);

/** test_answer_text: Returns: a text member of the body, "" without */
const char *test_answer_text (const TestAnswer *answer, const char *name);

/** test_answer_total: Returns: how many rows a list says there are */
int64_t test_answer_total (const TestAnswer *answer);
