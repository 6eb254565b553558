-- A settlement with its evidence, each part as JSON.
SELECT s.settlement_id, s.state, row_to_json (s) AS summary,
       coalesce ((SELECT json_agg (t ORDER BY t.parent_id, t.node_id)
                    FROM (SELECT node_id, parent_id, kind, name, voltage_v, in_wh, generation_wh, out_wh,
                                 sold_wh, loss_wh, children_loss_wh, own_loss_wh, theoretical_loss_wh,
                                 loss_ppm, estimated_ppm
                            FROM api.statement WHERE settlement_id = s.settlement_id) t), '[]')
           AS statements,
       coalesce ((SELECT json_agg (l ORDER BY l.code, l.direction, l.band)
                    FROM (SELECT point_district_id, point_id, code, name, from_name, to_name, direction,
                                 band, main_wh, check_wh, settled_wh, used, rate_micro_per_kwh,
                                 amount_minor
                            FROM api.exchange_line WHERE settlement_id = s.settlement_id) l), '[]')
           AS exchange_lines,
       coalesce ((SELECT json_agg (a ORDER BY a.rule, a.node_id)
                    FROM (SELECT rule, node_id, node_name, result, figures, signed_by, reason
                            FROM api.settlement_audit WHERE settlement_id = s.settlement_id) a), '[]')
           AS audit,
       coalesce ((SELECT json_agg (d ORDER BY d.step)
                    FROM (SELECT step, from_state, to_state, person, reason, decided_at
                            FROM api.decision WHERE settlement_id = s.settlement_id) d), '[]')
           AS decisions
  FROM api.settlement s
 WHERE s.settlement_id = $1::uuid
