INSERT INTO collect.progress AS p (district_id, meter_id, channel, next_start)
SELECT u.district_id, u.meter_id, u.channel, to_timestamp (u.next_start)
  FROM unnest ($1::integer[], $2::bigint[], $3::smallint[], $4::bigint[])
       AS u (district_id, meter_id, channel, next_start)
 ORDER BY 1, 2, 3
ON CONFLICT ON CONSTRAINT progress_pk
DO UPDATE SET next_start = excluded.next_start WHERE p.next_start < excluded.next_start
