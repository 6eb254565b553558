-- One order a district. The points must be visible to who asks: gives how many are not.
WITH wanted AS (
    SELECT w.district_id, w.point_id
      FROM unnest ($2::integer[], $3::bigint[]) AS w (district_id, point_id)
), known AS (
    SELECT DISTINCT p.district_id, p.point_id
      FROM wanted w
      JOIN api.point p ON p.district_id = w.district_id AND p.point_id = w.point_id
), unknown AS (
    SELECT count (*) AS n FROM wanted w
     WHERE NOT EXISTS (SELECT FROM known k
                        WHERE k.district_id = w.district_id AND k.point_id = w.point_id)
), ordered AS (
    INSERT INTO collect.request (district_id, request_id, point_ids, asked_by)
    SELECT k.district_id, $1::uuid, array_agg (k.point_id ORDER BY k.point_id), $4
      FROM known k, unknown u
     WHERE u.n = 0
     GROUP BY k.district_id
    ON CONFLICT ON CONSTRAINT request_pk DO NOTHING
    RETURNING district_id
)
SELECT u.n AS n_unknown, (SELECT count (*) FROM ordered) AS n_ordered
  FROM unknown u
