DELETE FROM energy.day d
 USING unnest ($1::integer[], $2::bigint[], $3::smallint[], $4::integer[])
       AS k (district_id, point_id, channel, day)
 WHERE d.district_id = k.district_id
   AND d.point_id = k.point_id
   AND d.channel = k.channel
   AND d.day = DATE '1970-01-01' + k.day
