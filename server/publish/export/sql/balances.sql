-- The newest balance of each node and day.
SELECT *
  FROM (SELECT DISTINCT ON (b.district_id, b.day, b.node_id)
               b.day, n.code AS node, n.name, n.kind, b.in_wh, b.generation_wh, b.out_wh, b.sold_wh,
               b.loss_wh, b.own_loss_wh, b.theoretical_loss_wh, b.estimated_ppm
          FROM energy.balance b
          JOIN ref.node n USING (node_id)
         WHERE ($1::integer IS NULL OR b.district_id = $1::integer)
           AND b.day >= $2::date
           AND b.day < $3::date
         ORDER BY b.district_id, b.day, b.node_id, b.version DESC) newest
