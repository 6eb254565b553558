-- What became of one file, with all that was wrong with it.
SELECT i.import_id, i.name, i.format, i.sha256, i.state, extract (epoch FROM i.made_at)::bigint AS at,
       i.person AS by, i.n_intervals AS readings, i.n_new_frames AS new_frames,
       i.n_refused AS refused, i.report
  FROM api.import i
 WHERE i.import_id = $1::uuid
