INSERT INTO settle.audit (district_id, settlement_id, rule, node_id, result, figures)
SELECT $1::integer, $2::uuid, a.rule, a.node, a.result,
       jsonb_build_object ('found', a.found, 'limit', a."limit")
  FROM jsonb_to_recordset ($3::jsonb)
       AS a (rule text, node integer, result text, found bigint, "limit" bigint)
ON CONFLICT ON CONSTRAINT audit_pk DO NOTHING
