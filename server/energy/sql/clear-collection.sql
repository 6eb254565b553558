-- Nodes that have no points of a kind any more on the days that were just summed up.
DELETE FROM energy.collection
 WHERE day >= $1::date
   AND day < $2::date
   AND made_at <> now ()
