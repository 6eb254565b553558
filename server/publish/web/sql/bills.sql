SELECT b.number, b.period_start, b.period_end, b.standing, b.energy_wh, b.total_minor, b.owed_minor,
       coalesce (b.due_on::text, ''), b.estimated_ppm
  FROM web.bill b
 ORDER BY b.period_start DESC, b.number DESC
 LIMIT $1::integer
