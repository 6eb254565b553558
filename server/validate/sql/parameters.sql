-- Every value that was ever set, in the order in which they came into force.
SELECT point_kind, rule || '.' || name, value, valid_from - DATE '1970-01-01'
  FROM validate.parameter
 ORDER BY point_kind, valid_from, rule, name
