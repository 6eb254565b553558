SELECT pg_notify ('settle', json_build_object ('id', $1::text, 'kind', 'settlement', 'text', $2::text)::text)
