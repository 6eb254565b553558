-- What is stored of the newest balances, one text a node and day, to hold against a recount.
SELECT DISTINCT ON (district_id, node_id, day) node_id || ' ' || (day - DATE '1970-01-01'),
       concat_ws (' ', in_wh, generation_wh, out_wh, sold_wh, loss_wh, children_loss_wh, own_loss_wh,
                  theoretical_loss_wh, n, encode (sha256 (in_block || out_block || sold_block), 'hex'))
  FROM energy.balance
 WHERE day >= $1::date
   AND day < $2::date
 ORDER BY district_id, node_id, day, version DESC
