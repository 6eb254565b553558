INSERT INTO ref.exchange (district_id, point_id, from_node_id, to_node_id, tolerance_ppm,
                          tariff_code)
SELECT r.district_id, r.point_id, r.from_node_id, r.to_node_id, r.tolerance_ppm, r.tariff_code
  FROM jsonb_to_recordset ($1::jsonb -> 'exchanges')
       AS r (district_id integer, point_id bigint, from_node_id integer, to_node_id integer,
             tolerance_ppm integer, tariff_code text)
ON CONFLICT DO NOTHING
RETURNING point_id
