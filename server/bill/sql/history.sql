-- The bills of the year before, newest first.
SELECT DISTINCT ON (b.agreement_id, b.period_start)
       b.agreement_id, b.period_start - date '1970-01-01', b.carry, b.total_minor,
       b.period_end - b.period_start
  FROM bill.bill b
 WHERE b.district_id = $1::integer
   AND b.point_id BETWEEN $2::bigint AND $3::bigint
   AND b.period_start >= ($4::date - interval '12 months')::date
   AND b.period_start < $4::date
   AND b.kind <> 'credit'
   AND b.state NOT IN ('draft', 'cancelled')
 ORDER BY b.agreement_id, b.period_start DESC, b.version DESC
