UPDATE bill.run r
   SET state = 'issued'
 WHERE r.run_id = $1::uuid
   AND r.state = 'computed'
   AND NOT EXISTS (SELECT FROM bill.bill b
                    WHERE b.run_id = r.run_id
                      AND b.district_id IN (SELECT u.district_id FROM bill.unit u
                                             WHERE u.run_id = $1::uuid)
                      AND b.state = 'ready')
