SELECT b.number
  FROM api.bill b
 WHERE b.number = $1::text
