UPDATE bill.run r
   SET state = 'computed', finished_at = now (),
       output_hash = (SELECT sha256 (convert_to (b.number || ' ' || encode (b.content_hash, 'hex'),
                                                 'UTF8'))
                        FROM bill.bill b
                       WHERE b.district_id = r.district_id AND b.run_id = r.run_id)
 WHERE r.run_id = $1::uuid
