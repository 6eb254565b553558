SELECT component || '|' || coalesce (band, '') || '|' || coalesce (season, '') || '|' || tier
       || '|' || trim_scale (quantity) || '|' || trim_scale (exact) || '|'
       || trim_scale (to_minor ($1::jsonb, exact)) AS line
FROM line WHERE exact <> 0
