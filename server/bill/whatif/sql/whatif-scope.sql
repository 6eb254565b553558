-- $1 district (0: all), $2 account (NULL: any), $3 node (0: the whole tree), $4 and $5 the period,
-- $6 the tariff that is replaced (NULL: any).
COPY (WITH RECURSIVE tree AS (
    SELECT n.node_id FROM ref.node n WHERE n.node_id = $3::integer
     UNION ALL
    SELECT n.node_id FROM ref.node n JOIN tree t ON n.parent_id = t.node_id
)
SELECT g.district_id, g.point_id, g.agreement_id, p.kind, g.tariff_code
  FROM ref.agreement g
  JOIN ref.point p ON p.district_id = g.district_id AND p.point_id = g.point_id
  JOIN ref.account a ON a.district_id = g.district_id AND a.account_id = g.account_id
 WHERE ($1::integer = 0 OR g.district_id = $1::integer)
   AND ($2::text IS NULL OR a.number = $2::text)
   AND ($3::integer = 0 OR p.node_id IN (SELECT t.node_id FROM tree t))
   AND ($6::text IS NULL OR g.tariff_code = $6::text)
   AND g.valid_from < $5::date
   AND (g.valid_to IS NULL OR g.valid_to > $4::date)
 ORDER BY g.district_id, g.point_id, g.agreement_id) TO STDOUT (FORMAT binary)
