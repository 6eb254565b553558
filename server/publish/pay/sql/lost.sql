SELECT pay.lost ($1::integer, $2::uuid)
