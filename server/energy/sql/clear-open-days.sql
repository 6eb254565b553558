-- The open day is written anew each time. A row of it as closed is of a clock that was ahead.
DELETE FROM energy.day
 WHERE district_id = $1::integer
   AND (block_version = 0 OR day = $2::date)
