SELECT district_id FROM ref.district WHERE district_id = $1::integer AND district_id > 0
