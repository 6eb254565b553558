-- The question to a meter that brought a batch ($4, hexadecimal).
SELECT to_char (a.asked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS asked_at,
       to_char (a.answered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS answered_at,
       a.result, a.tries, a.clock_offset_ms, coalesce (g.name, '') AS gateway
  FROM collect.attempt a
  LEFT JOIN ref.gateway g ON g.district_id = a.district_id AND g.gateway_id = a.gateway_id
 WHERE a.district_id = $1::integer
   AND a.day BETWEEN $2::date AND $2::date + 400
   AND a.meter_id = $3::bigint
   AND a.batch_id = $4::uuid
 ORDER BY a.asked_at
