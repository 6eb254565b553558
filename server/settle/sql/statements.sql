SELECT s.node_id, coalesce (n.parent_id, 0), n.kind, s.in_wh, s.generation_wh, s.out_wh, s.sold_wh,
       s.loss_wh, s.children_loss_wh, s.own_loss_wh, s.theoretical_loss_wh, s.estimated_ppm, s.n_days
  FROM settle.statement s
  JOIN ref.node n USING (node_id)
 WHERE s.district_id = $1::integer
   AND s.settlement_id = $2::uuid
 ORDER BY s.node_id
