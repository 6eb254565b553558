SELECT d.time_zone FROM ref.district d WHERE d.district_id = $1::integer
