-- 0129 bill: by which rules of pricing a bill was made, so that verify tells rules that were mended
-- since from a bill that somebody changed.

ALTER TABLE bill.bill ADD COLUMN rules integer CONSTRAINT bill_rules CHECK (rules > 0);
COMMENT ON COLUMN bill.bill.rules IS
    'TALLY_BILL_RULES of the program that made it; NULL: made before rules were numbered, or a credit note';
