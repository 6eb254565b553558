-- The first agreement whose terms contradict themselves: where it stands, and why.
SELECT '$.agreements[' || (r.ordinality - 1) || '].' || w.field, w.why
  FROM jsonb_array_elements (coalesce ($1::jsonb -> 'agreements', '[]')) WITH ORDINALITY AS r (value, ordinality)
 CROSS JOIN LATERAL (
       SELECT 'choice' AS field,
              format ('“%s” is neither “demand” nor “capacity”', r.value ->> 'choice') AS why
        WHERE r.value ->> 'choice' NOT IN ('demand', 'capacity')
       UNION ALL
       SELECT 'contracted_va', 'the choice “capacity” needs the capacity that was contracted'
        WHERE r.value ->> 'choice' = 'capacity'
          AND jsonb_typeof (coalesce (r.value -> 'contracted_va', 'null')) = 'null') w
 ORDER BY r.ordinality, w.field
 LIMIT 1
