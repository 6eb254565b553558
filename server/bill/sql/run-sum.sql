UPDATE bill.run r
   SET n_done = u.n_done, n_held = u.n_held, total_minor = u.total_minor,
       n_agreements = u.n_agreements
  FROM (SELECT coalesce (sum (n_agreements) FILTER (WHERE done_at IS NOT NULL), 0) AS n_done,
               coalesce (sum (n_held), 0) AS n_held, coalesce (sum (total_minor), 0) AS total_minor,
               coalesce (sum (n_agreements), 0) AS n_agreements
          FROM bill.unit
         WHERE run_id = $1::uuid) u
 WHERE r.run_id = $1::uuid
