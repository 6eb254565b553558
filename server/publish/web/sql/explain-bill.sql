SELECT b.agreement_id, b.period_start - date '1970-01-01', b.period_end - date '1970-01-01',
       b.kind, b.state, b.tariff_code, b.tariff_version, b.content_hash, b.made_from, b.version,
       b.issued_on, b.made_of
  FROM web.bill_past b
 WHERE b.number = $1::text
