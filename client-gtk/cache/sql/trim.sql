-- What nobody asked again in a week, and all but the newest ?2 answers.
DELETE FROM answer
 WHERE stored_at < ?1
    OR (owner, path) IN (SELECT owner, path FROM answer ORDER BY stored_at DESC LIMIT -1 OFFSET ?2)
