SELECT price_all ($1::jsonb, $2::integer, $3::numeric, $4::numeric, $5::jsonb, $6::numeric,
                  $7::numeric)
