SELECT station, array_to_string (gateways, ',')
  FROM collect.station
 WHERE token_sha256 = $1::bytea
   AND revoked_at IS NULL
