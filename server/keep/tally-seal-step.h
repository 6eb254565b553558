// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "server/keep/tally-seal-line-calc.h"

G_BEGIN_DECLS

/**
 * TallySealOrder:
 * @conninfo: where the database is
 * @now: Unix seconds
 * @file: the seals' file, best on another machine's disk
 * @key_file: of tally_seal_key_make()
 */
typedef struct {
    const char *conninfo;
    int64_t now;
    const char *file;
    const char *key_file;
} TallySealOrder;

/**
 * tally_seal_step:
 * @made: (out): the new seal
 *
 * Seals the ends of all chains that went on since they were sealed, and writes the seal's line to
 * the file. A seal without leaves is made, too: it shows that seals themselves were not cut off.
 * Lines that a crash kept from the file are written first. Two that seal at once wait for each
 * other.
 *
 * Returns: %FALSE, having sealed nothing, when the file ends with a seal that the database does not
 *   have: its rows were removed, or it is another database's file
 */
gboolean tally_seal_step (const TallySealOrder *order, TallySeal *made, GError **error);

/**
 * TallySealProof: what an auditor has
 * @file: name of the file of @lines, for faults
 * @lines: of #TallySeal; of tally_seal_file_read() before the database is asked, which may have
 *   newer seals. Its first need not be number 1.
 * @keys: (array length=n_keys): the public keys, any of which may have signed a seal
 */
typedef struct {
    const char *file;
    const GArray *lines;
    const uint8_t (*keys)[TALLY_SEAL_KEY_BYTES];
    size_t n_keys;
} TallySealProof;

/**
 * TallySealVerdict:
 * @n_lines: lines of the file
 * @n_seals: seals in the database
 * @n_leaves: ends of chains that were sealed
 * @fault: (nullable): the first that is wrong: of the lines, then of the seals, of their leaves, of
 *   the rows that were sealed
 */
typedef struct {
    int64_t n_lines;
    int64_t n_seals;
    int64_t n_leaves;
    char *fault;
} TallySealVerdict;

void tally_seal_verdict_clear (TallySealVerdict *verdict);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallySealVerdict, tally_seal_verdict_clear)

/**
 * tally_seal_step_verify:
 * @db: a connection that may read keep, raw and guard.audit, not in a transaction
 * @proof: (nullable): without it neither signatures are checked nor whether seals were cut off
 * @verdict: (out): the outcome
 *
 * Holds the seals against the lines, the leaves against the seals and the chains against the
 * leaves. That the rows before a sealed one are what they were is told by the chains themselves.
 *
 * Returns: %FALSE when the database could not be read
 */
gboolean tally_seal_step_verify (TallyDb *db,
                                 const TallySealProof *proof,
                                 TallySealVerdict *verdict,
                                 GError **error);

G_END_DECLS
