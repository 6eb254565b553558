INSERT INTO settle.statement (district_id, settlement_id, node_id, in_wh, generation_wh, out_wh, sold_wh,
                              loss_wh, children_loss_wh, own_loss_wh, theoretical_loss_wh,
                              estimated_ppm, n_days, made_from, made_of)
SELECT $1::integer, $2::uuid, s.node, s."in", s.generation, s."out", s.sold, s.loss, s.children, s.own,
       s.theoretical, s.estimated, s.days, decode (s.made_from, 'hex'), s.made_of
  FROM jsonb_to_recordset ($3::jsonb)
       AS s (node integer, "in" bigint, generation bigint, "out" bigint, sold bigint, loss bigint,
             children bigint, own bigint, theoretical bigint, estimated integer, days integer,
             made_from text, made_of text)
