SELECT coalesce (json_agg (json_build_object (
           'district_id', t.district_id, 'agreement_id', t.agreement_id, 'account', a.number,
           'period_start', t.period_start, 'known_end', t.known_end, 'state', t.state,
           'energy_wh', s.energy_wh::text, 'total_minor', s.total_minor::text, 'since', s.since,
           'estimated_ppm', t.estimated_ppm, 'forecast_wh', t.forecast_wh::text,
           'forecast_minor', t.forecast_minor::text, 'low_minor', t.low_minor::text,
           'high_minor', t.high_minor::text, 'newest_at', t.newest_at,
           'refreshed_at', t.refreshed_at,
           'age_s', extract (epoch FROM now () - t.refreshed_at)::bigint)
           ORDER BY t.district_id, t.agreement_id), '[]')
  FROM bill.to_date t
  JOIN ref.account a ON a.district_id = t.district_id AND a.account_id = t.account_id
 CROSS JOIN LATERAL (SELECT min (x.period_start) AS since, sum (x.energy_wh)::bigint AS energy_wh,
                            sum (x.total_minor)::bigint AS total_minor
                       FROM bill.to_date x
                      WHERE x.district_id = t.district_id
                        AND x.agreement_id = t.agreement_id) s
 WHERE t.is_current
   AND ($1::integer = 0 OR t.district_id = $1::integer)
   AND ($2::text IS NULL OR a.number = $2::text)
