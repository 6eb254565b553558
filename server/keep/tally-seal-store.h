// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "server/keep/tally-seal-calc.h"
#include "server/keep/tally-seal-line-calc.h"

G_BEGIN_DECLS

/** tally_seal_store_lock: waits for whoever seals now; the lock ends with the connection */
gboolean tally_seal_store_lock (TallyDb *db, GError **error);

/** tally_seal_store_newest: @seal: (out): its no is 0 when there is none */
gboolean tally_seal_store_newest (TallyDb *db, TallySeal *seal, GError **error);

/** tally_seal_store_list: Returns: (transfer full): #TallySeal in order, from number @first on */
GArray *tally_seal_store_list (TallyDb *db, int64_t first, GError **error);

/**
 * tally_seal_store_add_leaves:
 * @db: a connection of the settle role, in a transaction that sees one instant
 *
 * The leaves of seal @no are the ends of all chains that went on since they were sealed, as far as
 * they were committed.
 */
gboolean tally_seal_store_add_leaves (TallyDb *db, int64_t no, GError **error);

/** tally_seal_store_add: @key_id: of the key that signed @seal */
gboolean tally_seal_store_add (TallyDb *db,
                               const TallySeal *seal,
                               const uint8_t key_id[TALLY_SEAL_KEY_ID_BYTES],
                               GError **error);

/** TallySealLeafFunc: @no: of the seal; @leaf: valid during the call */
typedef void (*TallySealLeafFunc) (int64_t no, const TallySealLeaf *leaf, gpointer user_data);

/** tally_seal_store_read_leaves: those of the seals @first to @last, in the order of their trees */
gboolean tally_seal_store_read_leaves (TallyDb *db,
                                       int64_t first,
                                       int64_t last,
                                       TallySealLeafFunc func,
                                       gpointer user_data,
                                       GError **error);

/**
 * TallySealLost: a row that was sealed and is not there any more, or is another one
 * @no: of the seal; 0: none is lost
 * @at: Unix seconds it was sealed
 * @name: day or stream
 * @seq: of the row
 * @end: number of the last row that its chain has now; 0: the chain is gone
 */
typedef struct {
    int64_t no;
    int64_t at;
    TallySealKind kind;
    int32_t district_id;
    char *name;
    int64_t seq;
    int64_t end;
} TallySealLost;

void tally_seal_lost_clear (TallySealLost *lost);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallySealLost, tally_seal_lost_clear)

/** tally_seal_store_find_lost: @lost: (out): the first one, in the order of seals and leaves */
gboolean tally_seal_store_find_lost (TallyDb *db, TallySealLost *lost, GError **error);

G_END_DECLS
