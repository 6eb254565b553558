-- What each rule is held against on a day ($1), and the day from which something else holds.
WITH held AS (
    SELECT DISTINCT ON (p.point_kind, p.rule, p.name) p.*
      FROM api.parameter p
     WHERE p.valid_from <= $1::date
       AND p.is_newest
     ORDER BY p.point_kind, p.rule, p.name, p.valid_from DESC
)
SELECT h.point_kind, h.rule, h.name, h.value, h.valid_from, 'in-force' AS state, h.set_by, h.set_at,
       h.reason,
       (SELECT min (n.valid_from) FROM api.parameter n
         WHERE n.point_kind = h.point_kind AND n.rule = h.rule AND n.name = h.name
           AND n.valid_from > $1::date) AS next_from,
       (SELECT count (*) FROM api.parameter n
         WHERE n.point_kind = h.point_kind AND n.rule = h.rule AND n.name = h.name) AS n_changes,
       count (*) OVER () AS total
  FROM held h
 ORDER BY h.rule, h.name, h.point_kind
