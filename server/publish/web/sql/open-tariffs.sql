SELECT o.agreement_id, o.tariff_code, o.version, o.document, o.is_own
  FROM web.open_tariff o
 ORDER BY o.agreement_id, o.is_own DESC, o.tariff_code
 LIMIT 256
