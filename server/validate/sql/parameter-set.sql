-- Says a value from a day on, unless it holds from that day already: a repeated request adds nothing.
-- Gives what held before.
WITH before AS (
    SELECT p.value, p.valid_from
      FROM validate.parameter p
     WHERE p.point_kind = $1
       AND p.rule = $2
       AND p.name = $3
       AND p.valid_from <= $4::date
     ORDER BY p.valid_from DESC, p.set_at DESC
     LIMIT 1
), said AS (
    INSERT INTO validate.parameter (point_kind, rule, name, valid_from, value, set_by, reason)
    SELECT $1, $2, $3, $4::date, $5::bigint, $6, $7
     WHERE NOT EXISTS (SELECT FROM before b WHERE b.valid_from = $4::date AND b.value = $5::bigint)
    RETURNING value
)
SELECT (SELECT count (*) FROM said), coalesce ((SELECT b.value FROM before b)::text, '')
