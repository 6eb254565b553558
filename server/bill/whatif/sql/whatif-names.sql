-- Account and customer of agreements, in the order asked for: $1 districts, $2 agreements.
SELECT a.number, c.name
  FROM unnest ($1::integer[], $2::bigint[]) WITH ORDINALITY AS asked (district_id, agreement_id, place)
  JOIN ref.agreement g ON g.district_id = asked.district_id AND g.agreement_id = asked.agreement_id
  JOIN ref.account a ON a.district_id = g.district_id AND a.account_id = g.account_id
  JOIN ref.customer c ON c.district_id = a.district_id AND c.customer_id = a.customer_id
 ORDER BY asked.place
