SELECT DISTINCT ON (district_id, node_id, day) node_id || ' ' || (day - DATE '1970-01-01'),
       version || ' ' || encode (made_from, 'hex')
  FROM energy.balance
 WHERE day >= $1::date
   AND day < $2::date
 ORDER BY district_id, node_id, day, version DESC
