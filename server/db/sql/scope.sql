-- On whose behalf the rest of the transaction runs. The role comes first: it
-- is refused as a whole when the login may not take it.
SELECT set_config ('role', $1, true),
       set_config ('tally.district_id', $2, true),
       set_config ('tally.customer_id', $3, true),
       set_config ('tally.person_id', $4, true)
