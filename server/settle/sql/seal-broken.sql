-- Whether what people decided on is not what the hash that was fixed then says.
SELECT s.content_hash IS DISTINCT FROM (
        SELECT sha256 (convert_to (string_agg (x.line, E'\n' ORDER BY x.line), 'UTF8'))
          FROM (SELECT concat_ws (' ', 'statement', t.node_id, t.in_wh, t.generation_wh, t.out_wh,
                                  t.sold_wh, t.loss_wh, t.children_loss_wh, t.own_loss_wh) AS line
                  FROM settle.statement t
                 WHERE t.district_id = $1::integer AND t.settlement_id = $2::uuid
                 UNION ALL
                SELECT concat_ws (' ', 'line', l.point_district_id, l.point_id, l.direction, l.band,
                                  l.main_wh, l.check_wh, l.settled_wh, l.used, l.rate_micro_per_kwh,
                                  l.amount_minor)
                  FROM settle.exchange_line l
                 WHERE l.district_id = $1::integer AND l.settlement_id = $2::uuid) AS x)
  FROM settle.settlement s
 WHERE s.district_id = $1::integer
   AND s.settlement_id = $2::uuid
