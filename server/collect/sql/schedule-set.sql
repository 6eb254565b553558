INSERT INTO collect.schedule (schedule, valid_from, period_s, after_s, set_by)
VALUES ($1, to_timestamp ($2::bigint), $3::integer, $4::integer, $5)
