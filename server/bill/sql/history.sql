-- The bills of the months before at these points, newest first. The customer at a point keeps the
-- past when an agreement is replaced, so they come by point and account. Within the period only
-- what is issued counts ($6: whatever there is): the rest of it is made anew. $7: how many months the
-- tariffs look back.
SELECT h.point_id, h.account_id, h.period_start - date '1970-01-01', h.carry, h.total_minor,
       h.period_end - h.period_start
  FROM (SELECT DISTINCT ON (b.agreement_id, b.period_start)
               b.point_id, b.account_id, b.agreement_id, b.period_start, b.period_end, b.carry,
               b.total_minor
          FROM bill.bill b
         WHERE b.district_id = $1::integer
           AND b.point_id BETWEEN $2::bigint AND $3::bigint
           AND b.period_start >= ($4::date - make_interval (months => $7::integer))::date
           AND b.period_start < $5::date
           AND (b.period_start < $4::date OR b.state = 'issued' OR $6::boolean)
           AND b.kind <> 'credit'
           AND b.state NOT IN ('draft', 'cancelled')
         ORDER BY b.agreement_id, b.period_start, b.version DESC) h
 ORDER BY h.point_id, h.account_id, h.period_start DESC, h.agreement_id DESC
