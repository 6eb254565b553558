-- Bills that are in force from a year before the first day on; they hand on what the next begins with.
SELECT b.agreement_id, b.number, b.period_start - date '1970-01-01',
       b.period_end - date '1970-01-01', b.total_minor, b.energy_wh, b.carry
  FROM web.bill_past b
 WHERE b.kind <> 'credit'
   AND b.state = 'issued'
   AND b.period_start >= ($1::date - interval '12 months')::date
   AND b.period_start < $2::date
 ORDER BY b.agreement_id, b.period_start DESC, b.version DESC
