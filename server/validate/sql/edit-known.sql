-- Whether the point is known, whether the edit was made before, and the day's newest version.
SELECT (SELECT count (*) FROM ref.point WHERE district_id = $1::integer AND point_id = $2::bigint),
       (SELECT count (*) FROM validate.edit
         WHERE district_id = $1::integer AND edit_id = nullif ($3, '')::uuid),
       coalesce ((SELECT max (version) FROM validate.block
                   WHERE district_id = $1::integer AND point_id = $2::bigint
                     AND channel = $4::smallint AND day = $5::date), 0)
