-- 0071 plan: a job can be switched off and on again.

GRANT UPDATE (is_enabled) ON work.job TO tally_settle;
