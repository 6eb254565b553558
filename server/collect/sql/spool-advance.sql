INSERT INTO progress (district_id, meter_id, channel, next_start) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (district_id, meter_id, channel)
DO UPDATE SET next_start = excluded.next_start WHERE next_start < excluded.next_start
