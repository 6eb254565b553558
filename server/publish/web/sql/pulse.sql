SELECT p.district_id, coalesce (extract (epoch FROM p.newest_at)::bigint, 0) FROM web.pulse p
