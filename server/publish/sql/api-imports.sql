-- Files that were brought, the newest first: of a state ($1) and with $2 in the name, or all.
WITH found AS (
    SELECT i.*, count (*) OVER () AS total
      FROM api.import i
     WHERE ($1::text IS NULL OR i.state = $1)
       AND ($2::text IS NULL OR strpos (lower (i.name), lower ($2)) > 0)
     ORDER BY i.made_at DESC, i.import_id
     LIMIT 1000
)
SELECT f.import_id, f.name, f.format, f.state, extract (epoch FROM f.made_at)::bigint AS at,
       f.person AS by, f.n_intervals AS readings, f.n_new_frames AS new_frames,
       f.n_refused AS refused,
       coalesce (f.report #>> '{rejected,0,message}', f.report #>> '{doubted,0,message}', '') AS text,
       f.total
  FROM found f
