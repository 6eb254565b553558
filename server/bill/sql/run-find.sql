SELECT r.district_id, r.period_start - date '1970-01-01', r.period_end - date '1970-01-01', r.state,
       r.n_agreements, r.n_done, r.n_held, r.total_minor,
       coalesce (encode (r.output_hash, 'hex'), ''), r.message, r.run_id,
       coalesce (r.cycle, '')
  FROM bill.run r
 WHERE r.district_id = $1::integer
   AND r.period_start = $2::date
   AND coalesce (r.cycle, '') = $3::text
   AND r.kind = 'cycle'
 ORDER BY r.started_at DESC
 LIMIT 1
