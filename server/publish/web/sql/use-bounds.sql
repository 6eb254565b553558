SELECT coalesce (min (d.day)::text, ''), coalesce (max (d.day)::text, '') FROM web.day d
