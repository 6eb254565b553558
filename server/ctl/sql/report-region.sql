SELECT to_char (period_start, 'YYYY-MM') AS period, kind, name, in_wh, generation_wh, out_wh, sold_wh,
       loss_wh, coalesce (loss_percent::text, '') AS loss_percent
  FROM api.report_region
 ORDER BY period_start, node_id
