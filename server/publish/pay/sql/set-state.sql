-- While it is open it goes on being asked for; then never again.
UPDATE pay.intent
   SET state = $3,
       changed_at = CASE WHEN state = $3 THEN changed_at ELSE now () END,
       bank_session = coalesce (bank_session, nullif ($4, '')),
       bank_url = coalesce (bank_url, nullif ($5, '')),
       poll_at = CASE WHEN $3 IN ('CREATED', 'UNKNOWN', 'PENDING')
                      THEN coalesce (poll_at, now () + interval '10 seconds') END
 WHERE district_id = $1::integer
   AND intent_id = $2::uuid
