SELECT node_id, coalesce (parent_id, 0), district_id, no_load_loss_w, load_loss_w, rated_va
  FROM ref.node
 ORDER BY node_id
