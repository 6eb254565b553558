-- Gives nothing when the account is not the customer's own.
SELECT a.number, d.currency
  FROM ref.account a
  JOIN ref.district d ON d.district_id = a.district_id
 WHERE a.district_id = $1::integer
   AND a.account_id = $2::bigint
