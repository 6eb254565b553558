-- $2 the new state, $3 who proposes (NULL: nobody does any more), $4 why, $5 why billed days are priced anew.
UPDATE ref.tariff_draft
   SET state = $2, proposed_by = $3,
       proposed_at = CASE WHEN $3::text IS NULL THEN NULL ELSE now () END, reason = $4,
       corrects = $5, revision = revision + 1
 WHERE draft_id = $1::uuid
