-- A mark goes forward only, and not over what has not come: $5 tells where the intervals begin.
INSERT INTO collect.progress AS p (district_id, meter_id, channel, next_start)
SELECT u.district_id, u.meter_id, u.channel, to_timestamp (u.next_start)
  FROM unnest ($1::integer[], $2::bigint[], $3::smallint[], $4::bigint[], $5::bigint[])
       AS u (district_id, meter_id, channel, next_start, starts_at)
 WHERE NOT EXISTS (SELECT FROM collect.progress b
                    WHERE b.district_id = u.district_id
                      AND b.meter_id = u.meter_id
                      AND b.channel = u.channel
                      AND b.next_start < to_timestamp (u.starts_at))
 ORDER BY 1, 2, 3
ON CONFLICT ON CONSTRAINT progress_pk
DO UPDATE SET next_start = excluded.next_start WHERE p.next_start < excluded.next_start
