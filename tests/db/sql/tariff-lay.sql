SELECT lay_spots ($1::jsonb, $2::date, $3::date, $4::text, $5::integer, $6::bigint[],
                  $7::bigint[], $8::bigint[])
