-- One version or draft by its key; $2 today. A version shows the history of the draft it was.
WITH found AS (
    SELECT v.tariff_code || '@' || v.version AS key, v.tariff_code, v.version, 0 AS revision, v.name,
           CASE WHEN v.valid_from > $2::date THEN 'signed'
                WHEN v.valid_to <= $2::date THEN 'ended'
                ELSE 'in-force' END AS state,
           v.valid_from, v.valid_to, '' AS fault, v.document, v.drafted_by, d.proposed_by,
           v.signed_by, '' AS reason, coalesce (d.corrects, '') AS corrects, d.draft_id::text AS draft_id
      FROM api.tariff_version v
      LEFT JOIN api.tariff_draft d ON d.tariff_code = v.tariff_code AND d.version = v.version
     WHERE v.tariff_code || '@' || v.version = $1
     UNION ALL
    SELECT d.draft_id::text, d.tariff_code, coalesce (d.version, 0), d.revision, d.name, d.state,
           d.valid_from, NULL, d.fault, d.document, d.edited_by, d.proposed_by, d.signed_by, d.reason,
           d.corrects,
           d.draft_id::text
      FROM api.tariff_draft d
     WHERE d.draft_id::text = $1
)
SELECT f.key, f.tariff_code, f.version, f.revision, f.name, f.state, f.valid_from, f.valid_to,
       f.fault, f.document, f.drafted_by, f.proposed_by, f.signed_by, f.reason, f.corrects,
       coalesce ((SELECT json_agg (json_build_object ('at', extract (epoch FROM h.at)::bigint,
                                                      'person', h.person, 'action', h.action,
                                                      'reason', h.reason) ORDER BY h.seq)
                    FROM api.tariff_history h
                   WHERE right (h.object, 36) = f.draft_id), '[]') AS history
  FROM found f
