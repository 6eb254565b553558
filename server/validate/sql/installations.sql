SELECT i.point_id, i.meter_id, i.role = 'check', extract (epoch FROM i.valid_from)::bigint,
       extract (epoch FROM i.valid_to)::bigint, i.ct_primary::bigint * i.pt_primary,
       i.ct_secondary::bigint * i.pt_secondary, m.digits
  FROM ref.installation i
  JOIN ref.meter m USING (district_id, meter_id)
 WHERE i.district_id = $1::integer
 ORDER BY i.point_id, i.valid_from, i.meter_id
