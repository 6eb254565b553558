DELETE FROM validate.hot WHERE district_id = $1::integer
