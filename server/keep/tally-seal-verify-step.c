// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/keep/tally-seal-step.h"
#include "server/keep/tally-seal-store.h"

#include <glib/gi18n.h>
#include <string.h>

/* What is verified: all of it is as of one instant. */
typedef struct {
    const TallySealProof *proof;
    TallySealVerdict *verdict;
    GArray *seals; /* of TallySeal */
    guint open;    /* the seal whose leaves come in */
    TallySealTree tree;
    GByteArray *bytes;
} Verify;

void
tally_seal_verdict_clear (TallySealVerdict *verdict)
{
    g_clear_pointer (&verdict->fault, g_free);
}

static const TallySeal *
seal_at (const GArray *seals, guint i)
{
    return &g_array_index (seals, TallySeal, i);
}

static gboolean
is_signed (const TallySealProof *proof, const TallySeal *seal)
{
    for (size_t i = 0; i < proof->n_keys; i++) {
        if (tally_seal_is_signed (seal, proof->keys[i]))
            return TRUE;
    }
    return FALSE;
}

/* @before: (nullable): the seal before it, when that is known */
static char *
find_link_fault (const TallySeal *seal, const TallySeal *before)
{
    uint8_t previous[TALLY_SHA256_BYTES] = { 0 };

    if (before != NULL && (uint64_t) seal->no != (uint64_t) before->no + 1)
        return g_strdup_printf (_ ("seal %ld follows seal %ld"), (long) seal->no,
                                (long) before->no);
    if (before == NULL && seal->no > 1)
        return NULL;
    if (before != NULL)
        tally_seal_hash (before, previous);
    if (memcmp (previous, seal->previous, sizeof previous) != 0)
        return g_strdup_printf (_ ("seal %ld does not link to the one before it"), (long) seal->no);
    return NULL;
}

static char *
find_signature_fault (const TallySealProof *proof, const TallySeal *seal)
{
    if (is_signed (proof, seal))
        return NULL;
    return g_strdup_printf (_ ("seal %ld was not signed with this key"), (long) seal->no);
}

static int
compare_numbers (gconstpointer one, gconstpointer other)
{
    int64_t a = ((const TallySeal *) one)->no;
    int64_t b = ((const TallySeal *) other)->no;

    return (a > b) - (a < b);
}

static char *
find_row_fault (GArray *seals, const TallySeal *line)
{
    char at[TALLY_SEAL_TIME_TEXT];
    guint place;

    tally_seal_format_time (line->at, at);
    if (!g_array_binary_search (seals, line, compare_numbers, &place))
        return g_strdup_printf (_ ("seal %ld of %s is not in the database"), (long) line->no, at);
    if (tally_seal_is_same (seal_at (seals, place), line))
        return NULL;
    return g_strdup_printf (_ ("seal %ld of %s is another one in the database"), (long) line->no,
                            at);
}

static char *
find_line_fault (const Verify *verify)
{
    const TallySealProof *proof = verify->proof;

    for (guint i = 0; i < proof->lines->len; i++) {
        const TallySeal *line = seal_at (proof->lines, i);
        g_autofree char *fault = find_signature_fault (proof, line);

        if (fault == NULL)
            fault = find_link_fault (line, i > 0 ? seal_at (proof->lines, i - 1) : NULL);
        if (fault == NULL)
            fault = find_row_fault (verify->seals, line);
        if (fault != NULL)
            return g_strdup_printf (_ ("%s: line %u: %s"), proof->file, i + 1, fault);
    }
    return NULL;
}

static char *
find_seal_fault (const Verify *verify)
{
    for (guint i = 0; i < verify->seals->len; i++) {
        static const TallySeal nothing = { 0 };
        const TallySeal *seal = seal_at (verify->seals, i);
        g_autofree char *fault = i == 0 && seal->no > 1
                                     ? find_link_fault (seal, &nothing)
                                     : find_link_fault (seal, i > 0 ? seal_at (verify->seals, i - 1)
                                                                    : NULL);

        if (fault == NULL && verify->proof != NULL)
            fault = find_signature_fault (verify->proof, seal);
        if (fault != NULL)
            return g_strconcat ("keep.seal: ", fault, NULL);
    }
    return NULL;
}

/* All leaves of the open seal are in. */
static void
close_seal (Verify *verify)
{
    const TallySeal *seal = seal_at (verify->seals, verify->open++);
    uint8_t root[TALLY_SHA256_BYTES];
    char at[TALLY_SEAL_TIME_TEXT];

    tally_seal_tree_root (&verify->tree, root);
    if ((uint64_t) seal->n_leaves != verify->tree.n || memcmp (root, seal->root, sizeof root) != 0)
        verify->verdict->fault = g_strdup_printf (
            _ ("seal %ld of %s: its leaves are not those that were sealed"), (long) seal->no,
            tally_seal_format_time (seal->at, at));
    verify->tree = (TallySealTree){ 0 };
}

/* The stream is read to its end: what follows the first fault is not looked at. */
static void
take_leaf (int64_t no, const TallySealLeaf *leaf, gpointer user_data)
{
    Verify *verify = user_data;
    TallySealVerdict *verdict = verify->verdict;

    while (verdict->fault == NULL && verify->open < verify->seals->len
           && seal_at (verify->seals, verify->open)->no < no)
        close_seal (verify);
    if (verdict->fault != NULL)
        return;
    if (verify->open == verify->seals->len || seal_at (verify->seals, verify->open)->no != no) {
        verdict->fault = g_strdup_printf (_ ("there are leaves of seal %ld, which is not there"),
                                          (long) no);
        return;
    }
    tally_seal_leaf_encode (leaf, verify->bytes);
    tally_seal_tree_add (&verify->tree, verify->bytes->data, verify->bytes->len);
    verdict->n_leaves++;
}

static gboolean
check_leaves (TallyDb *db, Verify *verify, GError **error)
{
    if (!tally_seal_store_read_leaves (db, 0, G_MAXINT64, take_leaf, verify, error))
        return FALSE;
    while (verify->verdict->fault == NULL && verify->open < verify->seals->len)
        close_seal (verify);
    return TRUE;
}

/* Where a chain ends, and what was sealed of it. */
static char *
tell_lost (const TallySealLost *lost)
{
    char at[TALLY_SEAL_TIME_TEXT];
    gboolean is_raw = lost->kind == TALLY_SEAL_RAW;
    g_autofree char *sealed = g_strdup_printf (
        is_raw ? _ ("district %d, day %s: sealed at frame %ld on %s")
               : _ ("district %d, stream %s: sealed at row %ld on %s"),
        lost->district_id, lost->name, (long) lost->seq, tally_seal_format_time (lost->at, at));

    if (lost->end == 0)
        return g_strdup_printf (_ ("%s, now it is gone"), sealed);
    if (lost->end < lost->seq)
        return g_strdup_printf (_ ("%s, now it ends at %ld"), sealed, (long) lost->end);
    return g_strdup_printf (is_raw ? _ ("%s, now that frame is missing or another one")
                                   : _ ("%s, now that row is missing or another one"),
                            sealed);
}

static gboolean
check_rows (TallyDb *db, Verify *verify, GError **error)
{
    g_auto(TallySealLost) lost = { 0 };

    if (!tally_seal_store_find_lost (db, &lost, error))
        return FALSE;
    if (lost.no > 0)
        verify->verdict->fault = tell_lost (&lost);
    return TRUE;
}

static gboolean
verify_all (TallyDb *db, gpointer user_data, GError **error)
{
    Verify *verify = user_data;
    TallySealVerdict *verdict = verify->verdict;

    tally_seal_verdict_clear (verdict);
    *verdict = (TallySealVerdict){ 0 };
    verify->open = 0;
    verify->tree = (TallySealTree){ 0 };
    g_clear_pointer (&verify->seals, g_array_unref);
    verify->seals = tally_seal_store_list (db, 0, error);
    if (verify->seals == NULL)
        return FALSE;
    verdict->n_seals = verify->seals->len;
    if (verify->proof != NULL) {
        verdict->n_lines = verify->proof->lines->len;
        verdict->fault = find_line_fault (verify);
    }
    if (verdict->fault == NULL)
        verdict->fault = find_seal_fault (verify);
    return verdict->fault != NULL
           || (check_leaves (db, verify, error)
               && (verdict->fault != NULL || check_rows (db, verify, error)));
}

gboolean
tally_seal_step_verify (TallyDb *db,
                        const TallySealProof *proof,
                        TallySealVerdict *verdict,
                        GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new ();
    Verify verify = { .proof = proof, .verdict = verdict, .bytes = bytes };
    gboolean is_read;

    *verdict = (TallySealVerdict){ 0 };
    is_read = tally_db_transact (db, TALLY_ISOLATION_ONE_VIEW, verify_all, &verify, error);
    g_clear_pointer (&verify.seals, g_array_unref);
    return is_read;
}
