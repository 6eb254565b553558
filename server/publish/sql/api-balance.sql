-- Balances of one node ($3) by day, or of every node summed over the days from $1 to $2.
SELECT b.node_id, coalesce (b.parent_id, 0) AS parent_id, b.node_kind, b.node_name,
       min (b.day) AS day, count (*) AS days, max (b.version) AS version, sum (b.in_wh)::bigint AS in_wh,
       sum (b.generation_wh)::bigint AS generation_wh, sum (b.out_wh)::bigint AS out_wh,
       sum (b.sold_wh)::bigint AS sold_wh, sum (b.loss_wh)::bigint AS loss_wh,
       sum (b.children_loss_wh)::bigint AS children_loss_wh, sum (b.own_loss_wh)::bigint AS own_loss_wh,
       sum (b.theoretical_loss_wh)::bigint AS theoretical_loss_wh,
       coalesce (sum (b.loss_wh) * 1000000
                 / nullif (sum (b.in_wh + b.generation_wh - b.out_wh), 0), 0)::bigint AS loss_ppm,
       avg (b.estimated_ppm)::bigint AS estimated_ppm,
       CASE WHEN sum (b.loss_wh) < 0 THEN 'negative'
            WHEN sum (b.own_loss_wh) > 2 * sum (b.theoretical_loss_wh)
                 AND sum (b.theoretical_loss_wh) > 0 THEN 'high'
            ELSE 'ok' END AS state,
       count (*) OVER () AS total
  FROM api.balance b
 WHERE b.day BETWEEN $1::date AND $2::date
   AND ($3::integer IS NULL OR b.node_id = $3::integer)
 GROUP BY b.node_id, b.parent_id, b.node_kind, b.node_name,
          CASE WHEN $3::integer IS NULL THEN NULL ELSE b.day END
 ORDER BY b.node_id, min (b.day)
 LIMIT 10000
