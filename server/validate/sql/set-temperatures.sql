-- Days that are new or say otherwise now.
INSERT INTO validate.temperature AS t (district_id, day, class, mean_dc, set_by)
SELECT $1::integer, n.day, n.class, n.mean_dc, $5
  FROM unnest ($2::date[], $3::smallint[], $4::smallint[]) AS n (day, class, mean_dc)
ON CONFLICT ON CONSTRAINT temperature_pk DO UPDATE
   SET class = excluded.class, mean_dc = excluded.mean_dc, set_by = excluded.set_by, set_at = now ()
 WHERE (t.class, t.mean_dc) IS DISTINCT FROM (excluded.class, excluded.mean_dc)
RETURNING day
