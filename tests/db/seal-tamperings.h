// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

/* What the owner does; what is said by who has the file, and without (NULL: nothing), "": the same;
 * whether the chains themselves show nothing. */
static const struct {
    const char *name;
    const char *sql;
    const char *fault;
    const char *without;
    gboolean is_hidden;
} tamperings[] = {
    { "last-frame", "DELETE FROM raw.frame WHERE day = '2026-03-01' AND seq = 5",
      "district 1, day 2026-03-01: sealed at frame 5 on 2026-03-01T01:00:00Z, now it ends at 4", "",
      TRUE },
    { "two-frames", "DELETE FROM raw.frame WHERE day = '2026-03-01' AND seq > 3",
      "district 1, day 2026-03-01: sealed at frame 4 on 2026-03-01T00:00:00Z, now it ends at 3", "",
      TRUE },
    { "whole-chain", "DELETE FROM raw.frame WHERE day = '2026-03-02'",
      "district 1, day 2026-03-02: sealed at frame 4 on 2026-03-01T00:00:00Z, now it is gone", "",
      TRUE },
    { "all-frames", "TRUNCATE raw.frame",
      "district 1, day 2026-03-01: sealed at frame 4 on 2026-03-01T00:00:00Z, now it is gone", "",
      TRUE },
    { "another-frame", "UPDATE raw.frame SET chain = substr (sha256 (chain), 1, 16) WHERE seq = 5",
      "district 1, day 2026-03-01: sealed at frame 5 on 2026-03-01T01:00:00Z, now that frame is "
      "missing or another one",
      "", FALSE },
    { "frame-of-the-middle", "DELETE FROM raw.frame WHERE day = '2026-03-01' AND seq = 4",
      "district 1, day 2026-03-01: sealed at frame 4 on 2026-03-01T00:00:00Z, now that frame is "
      "missing or another one",
      "", FALSE },
    { "last-row", "DELETE FROM guard.audit WHERE district_id = 0 AND seq = 3",
      "district 0, stream test: sealed at row 3 on 2026-03-01T00:00:00Z, now it ends at 2", "",
      TRUE },
    { "whole-stream", "DELETE FROM guard.audit WHERE district_id = 2",
      "district 2, stream test: sealed at row 1 on 2026-03-01T00:00:00Z, now it is gone", "",
      TRUE },
    { "frame-and-leaf",
      "DELETE FROM raw.frame WHERE day = '2026-03-01' AND seq = 5;"
      "DELETE FROM keep.seal_raw WHERE no = 2",
      "seal 2 of 2026-03-01T01:00:00Z: its leaves are not those that were sealed", "", TRUE },
    { "frame-leaf-and-seals",
      "DELETE FROM raw.frame WHERE day = '2026-03-01' AND seq = 5;"
      "DELETE FROM keep.seal_raw WHERE no = 2; DELETE FROM keep.seal WHERE no >= 2",
      "FILE: line 2: seal 2 of 2026-03-01T01:00:00Z is not in the database", NULL, TRUE },
    { "all-seals", "TRUNCATE keep.seal, keep.seal_raw, keep.seal_audit",
      "FILE: line 1: seal 1 of 2026-03-01T00:00:00Z is not in the database", NULL, TRUE },
    { "last-seal", "DELETE FROM keep.seal WHERE no = 3",
      "FILE: line 3: seal 3 of 2026-03-01T02:00:00Z is not in the database", NULL, TRUE },
    { "seal-between", "DELETE FROM keep.seal WHERE no = 2",
      "FILE: line 2: seal 2 of 2026-03-01T01:00:00Z is not in the database",
      "keep.seal: seal 3 follows seal 1", TRUE },
    { "first-seal", "DELETE FROM keep.seal WHERE no = 1",
      "FILE: line 1: seal 1 of 2026-03-01T00:00:00Z is not in the database",
      "keep.seal: seal 2 follows seal 0", TRUE },
    { "root", "UPDATE keep.seal SET root = sha256 (root) WHERE no = 3",
      "FILE: line 3: seal 3 of 2026-03-01T02:00:00Z is another one in the database",
      "seal 3 of 2026-03-01T02:00:00Z: its leaves are not those that were sealed", TRUE },
    { "previous", "UPDATE keep.seal SET previous = root WHERE no = 1",
      "FILE: line 1: seal 1 of 2026-03-01T00:00:00Z is another one in the database",
      "keep.seal: seal 1 does not link to the one before it", TRUE },
    { "later-seal",
      "INSERT INTO keep.seal SELECT 4, sealed_at, sha256 (root), root, 0, signature, key_id"
      " FROM keep.seal WHERE no = 3",
      "keep.seal: seal 4 does not link to the one before it", "", TRUE },
    { "leaf-of-no-seal",
      "INSERT INTO keep.seal_raw VALUES (1, '2026-03-03', 1, 99, sha256 ('')),"
      " (1, '2026-03-03', 2, 99, sha256 (''))",
      "there are leaves of seal 99, which is not there", "", TRUE },
    { "leaf-more", "INSERT INTO keep.seal_audit VALUES (0, 'test', 1, 3, sha256 (''))",
      "seal 3 of 2026-03-01T02:00:00Z: its leaves are not those that were sealed", "", TRUE },
};
