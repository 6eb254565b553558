-- The exchange points of a settlement, with what their lines were made of.
SELECT DISTINCT point_district_id, point_id, made_of
  FROM settle.exchange_line
 WHERE district_id = $1::integer
   AND settlement_id = $2::uuid
 ORDER BY point_district_id, point_id
