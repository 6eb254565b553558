-- What was on time before the deadline stays so after it.
INSERT INTO energy.collection (district_id, node_id, point_kind, day, n_points, n_complete, n_on_time,
                               n_expected, n_measured, n_estimated, n_missing, newest_at, deadline_at,
                               hours, made_at)
SELECT s.district_id, s.node_id, s.point_kind, DATE '1970-01-01' + s.day, s.n_points, s.n_complete,
       s.n_on_time, s.n_expected, s.n_measured, s.n_estimated, s.n_missing,
       to_timestamp (s.newest_at), to_timestamp (s.deadline_at), s.hours, now ()
  FROM jsonb_to_recordset ($1::jsonb)
       AS s (district_id integer, node_id integer, point_kind text, day integer, n_points integer,
             n_complete integer, n_on_time integer, n_expected bigint, n_measured bigint,
             n_estimated bigint, n_missing bigint, newest_at bigint, deadline_at bigint,
             hours integer[])
ON CONFLICT ON CONSTRAINT collection_pk
DO UPDATE SET n_points = excluded.n_points, n_complete = excluded.n_complete,
              n_on_time = coalesce (excluded.n_on_time, collection.n_on_time),
              n_expected = excluded.n_expected, n_measured = excluded.n_measured,
              n_estimated = excluded.n_estimated, n_missing = excluded.n_missing,
              newest_at = excluded.newest_at, deadline_at = excluded.deadline_at,
              hours = excluded.hours, made_at = excluded.made_at
