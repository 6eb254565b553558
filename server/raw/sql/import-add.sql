-- Records what became of a file; in a transaction of its own, so a refused file is told too.
INSERT INTO collect.import (district_id, import_id, name, format, sha256, state, person, n_intervals,
                            n_new_frames, n_refused, report)
VALUES ($1::integer, $2::uuid, $3, $4, decode ($5, 'hex'), $6, $7, $8::bigint, $9::bigint, $10::bigint,
        $11::jsonb)
