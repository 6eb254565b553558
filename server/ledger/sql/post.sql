-- True when the journal is new, false when the very same one is there.
SELECT ledger.post ($1::integer, $2::uuid, $3, $4, $5::date, $6, $7::text[], $8::bigint[], $9::text[],
                    $10::date[], $11::bigint[], $12)
