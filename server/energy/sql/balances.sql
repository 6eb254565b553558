-- The newest balance of each node and day of a period, added up.
SELECT b.node_id, sum (b.in_wh), sum (b.generation_wh), sum (b.out_wh), sum (b.sold_wh),
       sum (b.loss_wh), sum (b.children_loss_wh), sum (b.own_loss_wh), sum (b.theoretical_loss_wh),
       (sum (b.estimated_ppm::bigint) / count (*))::integer, count (*),
       encode (sha256 (string_agg (b.made_from, '' ORDER BY b.day)), 'hex'),
       array_to_string (array_agg ((b.day - $1::date) || '=' || b.version ORDER BY b.day), ',')
  FROM (SELECT DISTINCT ON (district_id, node_id, day) *
          FROM energy.balance
         WHERE day >= $1::date
           AND day < $2::date
         ORDER BY district_id, node_id, day, version DESC) AS b
 GROUP BY b.node_id
 ORDER BY b.node_id
