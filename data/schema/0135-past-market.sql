-- 0135 past market: one statement tells customers and staff what system and market were to a bill.
--
-- Neither table says anything of a customer. Peaks are those of the own district; prices have none.

ALTER TABLE ref.system_peak ENABLE ROW LEVEL SECURITY;
ALTER TABLE ref.system_peak FORCE ROW LEVEL SECURITY;
CREATE POLICY system_peak_staff ON ref.system_peak TO tally_owner, tally_collector, tally_settle,
    tally_api, tally_clerk, tally_supervisor, tally_auditor, tally_backup
    USING (true) WITH CHECK (true);
CREATE POLICY system_peak_own ON ref.system_peak FOR SELECT TO tally_portal
    USING (district_id = ref.own_district ());

DROP VIEW web.system_peak;
DROP VIEW web.interval_price;
GRANT SELECT ON ref.system_peak, ref.interval_price TO tally_portal;
