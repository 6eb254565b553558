-- Whether the row is new (1), known (0), or another one holds from that day (-1).
WITH added AS (
    INSERT INTO validate.profile (point_kind, day_class, valid_from, hours_ppm, set_by)
    VALUES ($1, $2, $3::date, $4::integer[], $5)
    ON CONFLICT ON CONSTRAINT profile_pk DO NOTHING
    RETURNING 1
)
SELECT CASE WHEN EXISTS (SELECT FROM added) THEN 1
            WHEN EXISTS (SELECT FROM validate.profile p
                          WHERE p.point_kind = $1
                            AND p.day_class = $2
                            AND p.valid_from = $3::date
                            AND p.hours_ppm = $4::integer[]) THEN 0
            ELSE -1 END
