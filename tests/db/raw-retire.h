// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/collect/tally-collect-batch.h"
#include "server/keep/tally-retire-step.h"
#include "server/raw/tally-raw-intake-step.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"

#include <glib/gstdio.h>
#include <string.h>

/* Months of frames that leave the database and come back: more cases of test-raw-store. */
void raw_retire_add_tests (void);
void raw_retire_add_refusals (void);

#define MARCH 16130 /* 2014-03-01 */
#define APRIL (MARCH + 31)
#define NOW (INT64_C (1795824000)) /* 2026-11-28 */

/* Every byte of every frame, in the order of the key. */
#define ALL_FRAMES                                                                                 \
    "SELECT count (*) || ' ' || md5 (string_agg (f::text, E'\\n' ORDER BY district_id, day, seq))" \
    " FROM raw.frame f"

typedef struct {
    TallyTestDb *base;
    TallyDb *collector;
    char *folder;
    char *archive; /* of March */
    int64_t n_late;
} Fixture;

/* Of March and the days beside it: 4 frames a day of two districts, 2 of days 28 February to 2
 * March and of 31 March and 1 April. So March has 3 days, 6 chains and 24 frames. */
static const int32_t days[] = { MARCH - 1, MARCH, MARCH + 1, APRIL - 1, APRIL };

static void
add (TallyCollectBatch *batch, int32_t district_id, int64_t point_id, int32_t day, int64_t first)
{
    TallyCollectFrame head = {
        .district_id = district_id,
        .day = day,
        .point_id = point_id,
        .meter_id = 1000000 + point_id,
        .channel = 1,
        .kind = TALLY_FRAME_INTERVAL,
        .source = TALLY_FRAME_PROFILE,
        .first_at = (int64_t) day * 86400,
        .interval_s = 900,
    };
    int64_t values[96];
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < 96; i++)
        values[i] = first + i;
    tally_collect_batch_add_values (batch, &head, values, NULL, 96, &error);
    g_assert_no_error (error);
}

static void
take (Fixture *fixture, const TallyCollectBatch *batch, int n_new, int n_refused)
{
    g_autoptr(GError) error = NULL;
    TallyRawTaken taken;

    tally_raw_intake_batch (fixture->collector, batch, &taken, &error);
    g_assert_no_error (error);
    g_assert_cmpint (taken.n_new, ==, n_new);
    g_assert_cmpint (taken.n_refused, ==, n_refused);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
    g_autoptr(GError) error = NULL;

    fixture->base = tally_test_db_new ();
    fixture->collector = tally_test_db_open_as (fixture->base, "tally_collector");
    fixture->folder = g_dir_make_tmp ("retire-XXXXXX", &error);
    g_assert_no_error (error);
    fixture->archive = g_build_filename (fixture->folder, "raw-2014-03.gtraw", NULL);
    for (size_t k = 0; k < G_N_ELEMENTS (days); k++) {
        for (int i = 0; i < 8; i++)
            add (batch, 1 + i / 4, i + 1, days[k], 100 * i + (int) k);
    }
    take (fixture, batch, 40, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    GDir *folder = g_dir_open (fixture->folder, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name (folder)) != NULL) {
        g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

        g_unlink (path);
    }
    g_dir_close (folder);
    g_rmdir (fixture->folder);
    g_free (fixture->folder);
    g_free (fixture->archive);
    g_assert_finalize_object (fixture->collector);
    tally_test_db_free (fixture->base);
}

static void
expect (Fixture *fixture, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, answer);
}

static TallyRetireOrder
order_of (const Fixture *fixture, int32_t day)
{
    return (TallyRetireOrder){ .month = tally_month_of ((TallyDay){ day }),
                               .folder = fixture->folder,
                               .person = "anna",
                               .reason = "twelve years old",
                               .now = NOW };
}

static gboolean
retire_as (Fixture *fixture, const char *role, const TallyRetireOrder *order, GError **error)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (fixture->base, role);
    g_autofree char *path = NULL;
    TallyRawArchive archive;

    if (!tally_retire_step_run (db, order, &path, &archive, error))
        return FALSE;
    g_assert_cmpstr (path, ==, fixture->archive);
    g_assert_cmpint (archive.head.n_frames, ==, 24);
    g_assert_cmpint (archive.head.n_chains, ==, 6);
    return TRUE;
}

static void
retire (Fixture *fixture)
{
    TallyRetireOrder order = order_of (fixture, MARCH);
    g_autoptr(GError) error = NULL;

    retire_as (fixture, "tally_owner", &order, &error);
    g_assert_no_error (error);
}

static gboolean
restore (Fixture *fixture, const char *path, GError **error)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (fixture->base, "tally_owner");
    TallyRetireOrder order = order_of (fixture, MARCH);
    TallyRawArchive archive;

    return tally_retire_step_restore (db, &order, path, &archive, &fixture->n_late, error);
}

static void
verify (Fixture *fixture, int64_t n_frames)
{
    g_autoptr(TallyDb) auditor = tally_test_db_open_as (fixture->base, "tally_auditor");
    g_autoptr(GError) error = NULL;
    TallyRawVerdict verdict;

    tally_raw_store_verify (auditor, &verdict, &error);
    g_assert_no_error (error);
    g_assert_true (verdict.is_intact);
    g_assert_cmpint (verdict.n_frames, ==, n_frames);
}

/* A draft is never left, and an archive only when it is good. */
static void
expect_whole (Fixture *fixture, const char *frames)
{
    g_autofree char *draft = g_strconcat (fixture->archive, ".part", NULL);

    expect (fixture, ALL_FRAMES, frames);
    expect (fixture, "SELECT count (*) FROM raw.retired_month WHERE restored_at IS NULL", "0");
    g_assert_false (g_file_test (draft, G_FILE_TEST_EXISTS));
}
