SELECT pay.opened ($1::integer, $2::uuid, $3, $4)
