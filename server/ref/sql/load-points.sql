INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id, schedule, interval_s,
                       capacity_w, channels, valid_from, valid_to)
SELECT r.district_id, r.point_id, r.code, r.name, r.kind, r.node_id, r.schedule, r.interval_s,
       r.capacity_w, r.channels, r.valid_from, r.valid_to
  FROM jsonb_to_recordset ($1::jsonb -> 'points')
       AS r (district_id integer, point_id bigint, code text, name text, kind text,
             node_id integer, schedule text, interval_s integer, capacity_w bigint,
             channels smallint[], valid_from date, valid_to date)
ON CONFLICT DO NOTHING
RETURNING point_id
