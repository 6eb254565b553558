-- 0126 bill mend: what billing must not do.

-- A run is of one whole month: two runs that have days in common would bill those twice. Rows of
-- old are left as they are; such a run is not to be changed any more.
ALTER TABLE bill.run ADD CONSTRAINT run_month CHECK
    (extract (day FROM period_start) = 1
     AND period_end = (period_start + interval '1 month')::date) NOT VALID;
