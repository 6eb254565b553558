INSERT INTO collect.attempt (district_id, meter_id, asked_at, day, point_id, gateway_id,
                             answered_at, tries, result, reason, clock_offset_ms, n_values,
                             batch_id)
SELECT a.district_id, a.meter_id, timestamptz 'epoch' + a.asked_at_us * interval '1 microsecond',
       date '1970-01-01' + a.day, a.point_id, a.gateway_id,
       timestamptz 'epoch' + a.answered_at_us * interval '1 microsecond', a.tries, a.result,
       a.reason, a.clock_offset_ms, a.n_values, $2::uuid
  FROM jsonb_to_recordset ($1::jsonb)
       AS a (district_id integer, meter_id bigint, asked_at_us bigint, day integer, point_id bigint,
             gateway_id integer, answered_at_us bigint, tries smallint, result text, reason text,
             clock_offset_ms bigint, n_values integer)
ON CONFLICT DO NOTHING
