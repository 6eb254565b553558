-- What the checks found in the bills of a run that are held.
SELECT coalesce (json_agg (x.row ORDER BY x.number, x.check_name), '[]')
  FROM (SELECT b.number, coalesce (f.check_name, 'clerk') AS check_name,
               json_build_object (
                   'number', b.number, 'account', a.number, 'state', b.state,
                   'total_minor', b.total_minor::text, 'check', coalesce (f.check_name, 'clerk'),
                   'severity', coalesce (f.severity, 'hold'), 'found', f.found::text,
                   'bound', f.bound::text, 'unit', f.unit) AS row
          FROM bill.bill b
          JOIN ref.account a ON a.district_id = b.district_id AND a.account_id = b.account_id
          LEFT JOIN bill.finding f ON f.district_id = b.district_id AND f.number = b.number
         WHERE b.run_id = $1::uuid
           AND b.kind <> 'credit'
           AND (b.state = 'held' OR f.severity = 'note')
           AND ($2::text IS NULL OR f.check_name = $2::text)) x
