-- The first payment whose journal is not what the bank confirmed.
SELECT format ('district %s, payment %s: posted %s of %s', u.district_id, u.intent_id, u.paid_minor,
               u.amount_minor)
  FROM pay.unmatched u
 ORDER BY u.district_id, u.intent_id
 LIMIT 1
