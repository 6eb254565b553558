-- Who asks, and what is supplied to him, as JSON.
SELECT json_build_object (
           'name', c.name, 'company', k.name, 'currency', k.currency, 'time_zone', k.time_zone,
           'today', k.today,
           'agreements', coalesce ((SELECT json_agg (json_build_object (
                                        'agreement_id', g.agreement_id, 'account', g.account_number,
                                        'address', g.address, 'point', g.point_code,
                                        'point_name', g.point_name, 'tariff', g.tariff_code,
                                        'from', g.valid_from, 'to', g.valid_to)
                                        ORDER BY g.agreement_id)
                                      FROM web.agreement g), '[]'::json))
  FROM web.calendar k
  JOIN ref.customer c ON c.district_id = k.district_id AND c.customer_id = ref.own_customer ()
