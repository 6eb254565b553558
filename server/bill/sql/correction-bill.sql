-- A bill that somebody wants to correct, locked, and the version its successor will have.
SELECT b.district_id, b.agreement_id, b.point_id, b.period_start - date '1970-01-01', b.state, b.kind,
       b.total_minor, encode (b.made_from, 'hex'),
       (SELECT max (v.version) + 1
          FROM bill.bill v
         WHERE v.district_id = b.district_id
           AND v.agreement_id = b.agreement_id
           AND v.period_start = b.period_start
           AND v.kind <> 'credit'),
       coalesce ((SELECT c.correction_id::text || ' ' || c.state
                    FROM bill.correction c
                   WHERE c.district_id = b.district_id
                     AND c.number = b.number
                     AND c.state IN ('proposed', 'waiting')), ''),
       b.made_of
  FROM bill.bill b
 WHERE b.number = $1::text
   AND b.district_id = split_part ($1::text, '-', 1)::integer
   FOR UPDATE OF b
