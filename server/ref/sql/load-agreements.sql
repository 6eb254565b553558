INSERT INTO ref.agreement (district_id, agreement_id, account_id, point_id, tariff_code,
                           contracted_w, contracted_va, phases, choice, valid_from, valid_to)
SELECT r.district_id, r.agreement_id, r.account_id, r.point_id, r.tariff_code, r.contracted_w,
       r.contracted_va, coalesce (r.phases, 1), coalesce (r.choice, 'demand'), r.valid_from,
       r.valid_to
  FROM jsonb_to_recordset ($1::jsonb -> 'agreements')
       AS r (district_id integer, agreement_id bigint, account_id bigint, point_id bigint,
             tariff_code text, contracted_w bigint, contracted_va bigint, phases smallint,
             choice text, valid_from date, valid_to date)
ON CONFLICT DO NOTHING
RETURNING agreement_id
