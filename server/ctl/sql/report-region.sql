SELECT to_char (period_start, 'YYYY-MM'), kind, name, in_wh, generation_wh, out_wh, sold_wh, loss_wh,
       coalesce (loss_percent::text, '')
  FROM api.report_region
 ORDER BY period_start, node_id
