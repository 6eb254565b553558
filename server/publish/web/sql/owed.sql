SELECT count (*), coalesce (sum (o.owed_minor), 0), coalesce (min (o.due_on)::text, ''),
       coalesce (bool_or (o.due_on < k.today), false)
  FROM web.owed o
  JOIN web.calendar k ON k.district_id = o.district_id
