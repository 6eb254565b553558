-- Versions, and drafts that did not become one yet; $1 today.
WITH row AS (
    SELECT v.tariff_code || '@' || v.version AS key, v.tariff_code, v.version, v.name,
           CASE WHEN v.valid_from > $1::date THEN 'signed'
                WHEN v.valid_to <= $1::date THEN 'ended'
                ELSE 'in-force' END AS state,
           v.valid_from, v.valid_to, v.n_agreements, v.drafted_by, NULL::text AS proposed_by,
           v.signed_by, '' AS fault, coalesce (d.corrects, '') AS corrects
      FROM api.tariff_version v
      LEFT JOIN api.tariff_draft d ON d.tariff_code = v.tariff_code AND d.version = v.version
     UNION ALL
    SELECT d.draft_id::text, d.tariff_code, 0, d.name, d.state, d.valid_from, NULL, 0, d.edited_by,
           d.proposed_by, NULL, d.fault, d.corrects
      FROM api.tariff_draft d
     WHERE d.state <> 'signed'
)
SELECT r.*, count (*) OVER () AS total
  FROM row r
 ORDER BY r.tariff_code, r.version = 0 DESC, r.version DESC, r.key
 LIMIT 10000
