SELECT district_id, meter_id, channel, extract (epoch FROM next_start)::bigint
  FROM collect.progress
