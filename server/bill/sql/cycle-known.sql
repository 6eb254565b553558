SELECT EXISTS (SELECT FROM ref.cycle c
                WHERE c.district_id = $1::integer
                  AND c.code = $2::text)
