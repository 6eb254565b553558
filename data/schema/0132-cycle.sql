-- 0132 cycle: groups of accounts that are billed together. A run is of a district, a cycle and a
-- month. The standard cycle has no row: it is all accounts that are in no other, so a district
-- without cycles is billed as a whole, as before.

CREATE TABLE ref.cycle (
    district_id integer NOT NULL CONSTRAINT cycle_district_fk REFERENCES ref.district,
    code        text    NOT NULL CONSTRAINT cycle_code CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,19}$'),
    name        text    NOT NULL CONSTRAINT cycle_name CHECK (name <> ''),
    name_zh     text    NOT NULL CONSTRAINT cycle_name_zh CHECK (name_zh <> ''),
    added_by    text    NOT NULL CONSTRAINT cycle_added_by CHECK (added_by <> ''),
    added_at    timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT cycle_pk PRIMARY KEY (district_id, code)
);
COMMENT ON TABLE ref.cycle IS
    'reference: groups of accounts that are billed together, by district; name is English';

-- Since 0002 a word stood under this name that says how often, not with whom; it stays as that.
ALTER TABLE ref.account RENAME COLUMN cycle TO billed_every;
COMMENT ON COLUMN ref.account.billed_every IS 'monthly: a run is of a month (0126)';
ALTER TABLE ref.account ADD COLUMN cycle text;
ALTER TABLE ref.account ADD CONSTRAINT account_cycle_fk
    FOREIGN KEY (district_id, cycle) REFERENCES ref.cycle (district_id, code);
COMMENT ON COLUMN ref.account.cycle IS 'with whom it is billed; NULL: the standard cycle';
CREATE INDEX account_cycle ON ref.account (district_id, cycle) WHERE cycle IS NOT NULL;

ALTER TABLE bill.run ADD COLUMN cycle text;
ALTER TABLE bill.run ADD CONSTRAINT run_cycle_fk
    FOREIGN KEY (district_id, cycle) REFERENCES ref.cycle (district_id, code);
COMMENT ON TABLE bill.run IS
    'large: one run over the accounts of one district (0: all districts), cycle and period';
COMMENT ON COLUMN bill.run.cycle IS
    'NULL: the standard cycle; what is not issued of a month stays with the cycle that made it';

GRANT SELECT, INSERT ON ref.cycle TO tally_settle;
GRANT SELECT ON ref.cycle TO tally_api, tally_clerk, tally_supervisor, tally_auditor;
-- With the end of an agreement (0046) all that billing changes of master data.
GRANT UPDATE (cycle) ON ref.account TO tally_settle;

CREATE OR REPLACE VIEW api.bill_run WITH (security_invoker = true) AS
SELECT r.run_id, r.district_id, r.period_start, r.period_end, r.state, r.n_agreements, r.n_done,
       coalesce (n.n_held, 0)::integer AS n_held, r.total_minor, r.started_by,
       extract (epoch FROM r.started_at)::bigint AS started_at,
       extract (epoch FROM r.finished_at)::bigint AS finished_at,
       encode (r.output_hash, 'hex') AS output_hash, r.message, r.kind,
       coalesce (n.n_ready, 0) AS n_ready, coalesce (n.n_issued, 0) AS n_issued,
       coalesce (r.cycle, '') AS cycle
  FROM bill.run r
  LEFT JOIN LATERAL (SELECT count (*) FILTER (WHERE b.state = 'held') AS n_held,
                            count (*) FILTER (WHERE b.state = 'ready') AS n_ready,
                            count (*) FILTER (WHERE b.state IN ('issued', 'cancelled')) AS n_issued
                       FROM bill.bill b
                      WHERE b.run_id = r.run_id
                        AND b.kind <> 'credit'
                        AND b.district_id IN (SELECT u.district_id FROM bill.unit u
                                               WHERE u.run_id = r.run_id
                                              UNION ALL
                                              SELECT r.district_id)
                        AND api.sees (b.district_id)) n ON true
 WHERE r.district_id = 0 OR api.sees (r.district_id);

CREATE VIEW api.bill_cycle WITH (security_invoker = true) AS
SELECT c.district_id, c.code, c.name, c.name_zh,
       (SELECT count (*) FROM ref.account a
         WHERE a.district_id = c.district_id AND a.cycle = c.code) AS n_accounts
  FROM ref.cycle c
 WHERE api.sees (c.district_id);
GRANT SELECT ON api.bill_cycle TO tally_clerk, tally_supervisor, tally_auditor;
