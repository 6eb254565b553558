-- What the transformers can pass is only known where they say both: current and voltage.
SELECT i.point_id, i.meter_id, i.role = 'check', extract (epoch FROM i.valid_from)::bigint,
       extract (epoch FROM i.valid_to)::bigint, i.ct_primary::bigint * i.pt_primary,
       i.ct_secondary::bigint * i.pt_secondary, m.digits, i.first_register_wh,
       coalesce (i.last_register_wh, -1),
       CASE WHEN i.ct_primary > 1 AND i.pt_primary > 1
            THEN i.ct_primary::bigint * i.pt_primary * 1732 / 1000 ELSE 0 END
  FROM ref.installation i
  JOIN ref.meter m USING (district_id, meter_id)
 WHERE i.district_id = $1::integer
   AND ($2::bigint IS NULL OR i.point_id = $2::bigint)
 ORDER BY i.point_id, i.valid_from, i.meter_id
