-- Locked, so that of two people who decide at once one waits and then sees what the other did.
SELECT d.draft_id, d.tariff_code, d.name, coalesce (d.valid_from::text, ''), d.document, d.fault,
       d.revision, d.state, d.edited_by, coalesce (d.proposed_by, ''), coalesce (d.signed_by, ''),
       coalesce (d.version, 0), encode (d.sha256, 'hex'), d.corrects
  FROM ref.tariff_draft d
 WHERE d.draft_id = $1::uuid
   FOR UPDATE
