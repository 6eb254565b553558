UPDATE pay.intent
   SET state = CASE WHEN state IN ('CREATED', 'UNKNOWN', 'PENDING') THEN $3 ELSE state END,
       changed_at = CASE WHEN state = $3 THEN changed_at ELSE now () END,
       n_polls = n_polls + 1,
       poll_at = CASE WHEN state IN ('CREATED', 'UNKNOWN', 'PENDING')
                      THEN to_timestamp ($4::bigint) END
 WHERE district_id = $1::integer
   AND intent_id = $2::uuid
