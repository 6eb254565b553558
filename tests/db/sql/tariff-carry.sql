SELECT 'carry|' || trim_scale (money) || '|' || trim_scale (excess) || '|' || trim_scale (charged)
       || '|' || (SELECT coalesce (sum (value::numeric), 0) FROM jsonb_each_text (credit)) AS line
FROM account
