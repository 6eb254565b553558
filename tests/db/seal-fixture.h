// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A database with chains that are sealed, an auditor's file of the seals, and what he is told. */

#include "server/collect/tally-collect-batch.h"
#include "server/guard/tally-audit-store.h"
#include "server/keep/tally-seal-file.h"
#include "server/keep/tally-seal-key.h"
#include "server/keep/tally-seal-step.h"
#include "server/raw/tally-raw-store.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"

#include <glib/gstdio.h>
#include <string.h>

#define DAY 20513                     /* 2026-03-01 */
#define FIRST_AT INT64_C (1772323200) /* 2026-03-01T00:00:00Z; each further seal is an hour later */

typedef struct {
    TallyTestDb *base;
    char *folder;
    char *file;
    char *key_file;
    uint8_t key[TALLY_SEAL_KEY_BYTES];
    int n_seals;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    fixture->base = tally_test_db_new ();
    fixture->folder = g_dir_make_tmp ("tally-seal-XXXXXX", &error);
    g_assert_no_error (error);
    fixture->file = g_build_filename (fixture->folder, "seals.txt", NULL);
    fixture->key_file = g_build_filename (fixture->folder, "seal.key", NULL);
    fixture->n_seals = 0;
    g_assert_true (tally_seal_key_make (fixture->key_file, fixture->key, &error));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_unlink (fixture->file);
    g_unlink (fixture->key_file);
    g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
    g_free (fixture->file);
    g_free (fixture->key_file);
    g_free (fixture->folder);
    tally_test_db_free (fixture->base);
}

static gboolean
append_all (TallyDb *db, gpointer user_data, GError **error)
{
    size_t n;
    size_t n_new;
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (user_data, &n);

    return tally_raw_store_append_batch (db, frames, n, &n_new, error);
}

static TallyCollectBatch *
a_frame (int32_t day, int64_t point_id, int64_t value)
{
    TallyCollectBatch *batch = tally_collect_batch_new ();
    TallyCollectFrame head = { .district_id = 1,
                               .day = day,
                               .point_id = point_id,
                               .meter_id = 1000000 + point_id,
                               .channel = 1,
                               .kind = TALLY_FRAME_INTERVAL,
                               .source = TALLY_FRAME_PROFILE,
                               .first_at = (int64_t) day * 86400,
                               .interval_s = 900 };
    g_autoptr(GError) error = NULL;

    tally_collect_batch_add_values (batch, &head, &value, NULL, 1, &error);
    g_assert_no_error (error);
    return batch;
}

static void
append (TallyDb *collector, int32_t day, int64_t point_id, int64_t value)
{
    g_autoptr(TallyCollectBatch) batch = a_frame (day, point_id, value);
    g_autoptr(GError) error = NULL;

    tally_db_transact (collector, TALLY_ISOLATION_EACH_STATEMENT, append_all, batch, &error);
    g_assert_no_error (error);
}

static void
record (Fixture *fixture, int32_t district_id, int n)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (fixture->base, "tally_api");
    TallyAuditEntry entry = { district_id, "test", "clerk", "", "change", "x", NULL, NULL, "" };
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < n; i++)
        g_assert_true (tally_audit_store_append (db, &entry, &error));
}

static gboolean
try_seal (Fixture *fixture, TallySeal *seal, GError **error)
{
    TallySealOrder order = { .conninfo = tally_test_db_conninfo (fixture->base),
                             .now = FIRST_AT + 3600 * fixture->n_seals,
                             .file = fixture->file,
                             .key_file = fixture->key_file };

    return tally_seal_step (&order, seal, error);
}

static TallySeal
seal_all (Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    TallySeal seal;

    try_seal (fixture, &seal, &error);
    g_assert_no_error (error);
    fixture->n_seals++;
    return seal;
}

/* Gives the first fault, NULL when there is none. */
static char *
verify (Fixture *fixture, gboolean has_file, int64_t *n_leaves)
{
    g_autoptr(TallyDb) db = tally_test_db_open_as (fixture->base, "tally_auditor");
    TallySealProof proof = { .file = "FILE",
                             .keys = (const uint8_t (*)[TALLY_SEAL_KEY_BYTES]) & fixture->key,
                             .n_keys = 1 };
    g_auto(TallySealVerdict) verdict = { 0 };
    g_autoptr(GArray) lines = NULL;
    g_autoptr(GError) error = NULL;

    if (has_file && !tally_seal_file_read (fixture->file, &lines, &error))
        return g_strdup (strstr (error->message, "line"));
    proof.lines = lines;
    tally_seal_step_verify (db, has_file ? &proof : NULL, &verdict, &error);
    g_assert_no_error (error);
    if (has_file && verdict.fault == NULL)
        g_assert_cmpint (verdict.n_lines, ==, verdict.n_seals);
    if (n_leaves != NULL)
        *n_leaves = verdict.n_leaves;
    return g_steal_pointer (&verdict.fault);
}

static void
assert_sound (Fixture *fixture, int64_t n_leaves)
{
    g_autofree char *with = NULL;
    g_autofree char *without = verify (fixture, FALSE, NULL);
    int64_t n;

    with = verify (fixture, TRUE, &n);
    g_assert_cmpstr (with, ==, NULL);
    g_assert_cmpstr (without, ==, NULL);
    g_assert_cmpint (n, ==, n_leaves);
}

/* Three days of four frames and two chains of the trail; then a fifth frame; then nothing. */
static void
seal_three_times (Fixture *fixture)
{
    g_autoptr(TallyDb) collector = tally_test_db_open_as (fixture->base, "tally_collector");
    static const int64_t n_leaves[] = { 5, 1, 0 };

    for (int32_t day = DAY; day < DAY + 3; day++) {
        for (int64_t point = 1; point <= 4; point++)
            append (collector, day, point, 100);
    }
    record (fixture, 0, 3);
    record (fixture, 2, 1);
    for (size_t i = 0; i < G_N_ELEMENTS (n_leaves); i++) {
        TallySeal seal = seal_all (fixture);

        g_assert_cmpint (seal.no, ==, (int64_t) i + 1);
        g_assert_cmpint (seal.n_leaves, ==, n_leaves[i]);
        if (i == 0)
            append (collector, DAY, 1, 101);
    }
    assert_sound (fixture, 6);
}
