-- A changed text is a draft again, whoever had proposed it.
INSERT INTO ref.tariff_draft (draft_id, tariff_code, name, valid_from, document, sha256, fault,
                              edited_by)
VALUES ($1::uuid, $2, $3, nullif ($4, '')::date, $5, sha256 (convert_to ($5, 'UTF8')), $6, $7)
ON CONFLICT (draft_id) DO UPDATE
   SET tariff_code = excluded.tariff_code, name = excluded.name, valid_from = excluded.valid_from,
       document = excluded.document, sha256 = excluded.sha256, fault = excluded.fault,
       edited_by = excluded.edited_by, edited_at = now (), state = 'draft', proposed_by = NULL,
       proposed_at = NULL, corrects = '', revision = ref.tariff_draft.revision + 1
