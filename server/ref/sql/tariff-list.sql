SELECT t.tariff_code, t.version, CASE WHEN t.valid_from > $1::date THEN 'signed' ELSE 'in-force' END,
       t.valid_from::text, '', t.drafted_by, t.signed_by, t.name
  FROM ref.tariff t
 UNION ALL
SELECT d.tariff_code, 0, d.state, coalesce (d.valid_from::text, ''), d.draft_id::text,
       coalesce (d.proposed_by, d.edited_by), '', d.name
  FROM ref.tariff_draft d
 WHERE d.state IN ('draft', 'proposed')
 ORDER BY 1, 4, 2
