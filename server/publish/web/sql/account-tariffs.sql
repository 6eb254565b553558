SELECT t.tariff_code, t.version, t.valid_from - date '1970-01-01',
       coalesce (t.valid_to - date '1970-01-01', 2147483647), t.document
  FROM ref.tariff t
 WHERE t.tariff_code IN (SELECT g.tariff_code FROM web.agreement g)
 ORDER BY t.tariff_code, t.valid_from, t.version
