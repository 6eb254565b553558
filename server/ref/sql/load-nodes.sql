INSERT INTO ref.node (node_id, parent_id, district_id, kind, code, name, voltage_v, no_load_loss_w,
                      rated_va, load_loss_w)
SELECT r.node_id, r.parent_id, r.district_id, r.kind, r.code, r.name, r.voltage_v, r.no_load_loss_w,
       r.rated_va, r.load_loss_w
  FROM jsonb_to_recordset ($1::jsonb -> 'nodes')
       AS r (node_id integer, parent_id integer, district_id integer, kind text, code text,
             name text, voltage_v integer, no_load_loss_w integer, rated_va bigint,
             load_loss_w integer)
ON CONFLICT DO NOTHING
RETURNING node_id
