SELECT r.district_id, r.period_start - date '1970-01-01', r.period_end - date '1970-01-01', r.state,
       r.n_agreements, r.n_done, r.n_held, r.total_minor,
       coalesce (encode (r.output_hash, 'hex'), ''), r.message, r.run_id,
       coalesce (r.cycle, '')
  FROM bill.run r
 WHERE r.run_id = $1::uuid
