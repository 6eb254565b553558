-- 0080 made-of: what a bill and a settlement were made from, version by version, so that each can
-- be computed again to the last byte after newer readings, agreements or tariffs have come.

ALTER TABLE bill.bill ADD COLUMN made_of text;
COMMENT ON COLUMN bill.bill.made_of IS
    'agreement, tariff versions, holidays, versions of the days read, peaks and carry the bill was '
    'made from; the fields are named in server/bill/tally-bill-inputs-calc.h. NULL: issued before it was kept';

ALTER TABLE settle.statement ADD COLUMN made_of text;
COMMENT ON COLUMN settle.statement.made_of IS
    'versions of the daily balances it adds up: "1,4=2,7=0" is version 1 of each day of the period but 2 of the '
    'fifth and none of the eighth. NULL: drafted before it was kept';

ALTER TABLE settle.exchange_line ADD COLUMN made_of text;
COMMENT ON COLUMN settle.exchange_line.made_of IS
    'version of the tariff, holidays of the period and versions of the days read, separated by "|", as in '
    'bill.bill.made_of. NULL: drafted before it was kept';

-- Payments that the bank confirmed, whose journal does not say the same: none, unless somebody
-- changed one of the two.
CREATE VIEW pay.unmatched AS
SELECT i.district_id, i.intent_id, i.amount_minor, coalesce (x.paid_minor, 0) AS paid_minor
  FROM pay.intent i
  LEFT JOIN LATERAL (
       SELECT -sum (e.amount_minor) AS paid_minor,
              bool_and (e.account_id = i.account_id) AS is_own
         FROM ledger.journal j
         JOIN ledger.entry e ON e.district_id = j.district_id AND e.journal_id = j.journal_id
        WHERE j.district_id = i.district_id
          AND j.kind = 'payment'
          AND j.reference = i.intent_id::text
          AND e.code IN ('receivable', 'unallocated')) x ON true
 WHERE i.state IN ('SUCCEEDED', 'REFUNDED', 'DISPUTED')
   AND (x.paid_minor IS DISTINCT FROM i.amount_minor OR x.is_own IS NOT TRUE);
GRANT SELECT ON pay.unmatched TO tally_settle, tally_auditor;
