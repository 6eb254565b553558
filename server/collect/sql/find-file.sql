SELECT name FROM collect.file WHERE district_id = $1::integer AND sha256 = $2::bytea
