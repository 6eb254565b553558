-- Every value that was ever said of a parameter, the newest first, as it stands on a day ($4).
WITH said AS (
    SELECT p.*, lead (p.valid_from) OVER (PARTITION BY p.is_newest ORDER BY p.valid_from) AS until
      FROM api.parameter p
     WHERE p.point_kind = $1
       AND p.rule = $2
       AND p.name = $3
)
SELECT s.point_kind, s.rule, s.name, s.value, s.valid_from,
       CASE WHEN NOT s.is_newest THEN 'replaced'
            WHEN s.valid_from > $4::date THEN 'coming'
            WHEN s.until <= $4::date THEN 'past'
            ELSE 'in-force' END AS state,
       s.set_by, s.set_at, s.reason, CASE WHEN s.is_newest THEN s.until END AS next_from,
       count (*) OVER () AS n_changes, count (*) OVER () AS total
  FROM said s
 ORDER BY s.valid_from DESC, s.is_newest DESC, s.set_at DESC
 LIMIT 1000
