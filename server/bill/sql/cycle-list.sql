-- The standard cycle first: the accounts that are in no other.
SELECT coalesce (json_agg (json_build_object (
           'district_id', c.district_id, 'code', c.code, 'name', c.name, 'name_zh', c.name_zh,
           'n_accounts', (SELECT count (*) FROM ref.account a
                           WHERE a.district_id = c.district_id
                             AND coalesce (a.cycle, '') = c.code))
           ORDER BY c.district_id, c.code COLLATE "C"), '[]')
  FROM (SELECT d.district_id, '' AS code, '' AS name, '' AS name_zh
          FROM ref.district d
        UNION ALL
        SELECT x.district_id, x.code, x.name, x.name_zh
          FROM ref.cycle x) c
 WHERE $1::integer = 0
    OR c.district_id = $1::integer
