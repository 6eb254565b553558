INSERT INTO bill.unit (district_id, run_id, unit_no, first_point, last_point, n_agreements)
SELECT a.district_id, $2::uuid, a.unit_no, min (a.point_id), max (a.point_id), count (*)
  FROM (SELECT g.district_id, g.point_id,
               (dense_rank () OVER (PARTITION BY g.district_id ORDER BY g.point_id) - 1)
                   / $5::integer AS unit_no
          FROM ref.agreement g
         WHERE ($1::integer = 0 OR g.district_id = $1::integer)
           AND g.valid_from < $4::date
           AND (g.valid_to IS NULL OR g.valid_to > $3::date)) a
 GROUP BY a.district_id, a.unit_no
ON CONFLICT DO NOTHING
