SELECT node_id, made_of,
       concat_ws (' ', in_wh, generation_wh, out_wh, sold_wh, loss_wh, children_loss_wh, own_loss_wh,
                  theoretical_loss_wh, estimated_ppm, n_days, encode (made_from, 'hex'))
  FROM settle.statement
 WHERE district_id = $1::integer
   AND settlement_id = $2::uuid
 ORDER BY node_id
