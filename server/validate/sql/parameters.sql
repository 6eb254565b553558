-- Every value that ever held, in the order in which they came into force; of the values said for the
-- same day the newest.
SELECT DISTINCT ON (point_kind, valid_from, rule, name)
       point_kind, rule || '.' || name, value, valid_from - DATE '1970-01-01'
  FROM validate.parameter
 ORDER BY point_kind, valid_from, rule, name, set_at DESC
