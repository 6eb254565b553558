-- A photo of a reading of the point, and of no other.
SELECT p.media_type, p.content
  FROM api.photo p
 WHERE p.district_id = $1::integer
   AND p.sha256 = decode ($3, 'hex')
   AND EXISTS (SELECT FROM api.manual_reading r
                WHERE r.district_id = p.district_id
                  AND r.point_id = $2::bigint
                  AND r.photo = $3)
