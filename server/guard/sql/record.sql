SELECT guard.record ($1::integer, $2::text, $3::text, $4::text, $5::text, $6::text,
                     $7::bytea, $8::bytea, $9::text) AS seq
