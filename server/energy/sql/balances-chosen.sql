-- The same sums of the versions that are named: $3 and $4, side by side, say of a node's day
-- ("NODE OFFSET") which version; 1 where nothing is said, none where it is 0.
SELECT b.node_id, sum (b.in_wh), sum (b.generation_wh), sum (b.out_wh), sum (b.sold_wh),
       sum (b.loss_wh), sum (b.children_loss_wh), sum (b.own_loss_wh), sum (b.theoretical_loss_wh),
       (sum (b.estimated_ppm::bigint) / count (*))::integer, count (*),
       encode (sha256 (string_agg (b.made_from, '' ORDER BY b.day)), 'hex'), ''
  FROM energy.balance b
  LEFT JOIN unnest ($3::text[], $4::integer[]) AS x (day, version)
    ON x.day = b.node_id || ' ' || (b.day - $1::date)
 WHERE b.day >= $1::date
   AND b.day < $2::date
   AND b.version = coalesce (x.version, 1)
 GROUP BY b.node_id
 ORDER BY b.node_id
