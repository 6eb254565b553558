-- 0055 ref: tariffs in the making. A draft is proposed by one person and signed by another;
-- only then its text becomes a version in ref.tariff, where nothing is ever changed.
--
-- Why a function: no application role may insert into ref.tariff, so no text is in force that
-- two people have not agreed on, and no version begins in days that are billed already.

CREATE TABLE ref.tariff_draft (
    draft_id     uuid    CONSTRAINT tariff_draft_pk PRIMARY KEY,
    tariff_code  text    NOT NULL CONSTRAINT tariff_draft_code CHECK (tariff_code <> ''),
    name         text    NOT NULL,
    valid_from   date,
    document     text    NOT NULL,
    sha256       bytea   NOT NULL,
    fault        text    NOT NULL DEFAULT '',
    revision     integer NOT NULL DEFAULT 1,
    state        text    NOT NULL DEFAULT 'draft' CONSTRAINT tariff_draft_state CHECK
        (state IN ('draft', 'proposed', 'signed', 'withdrawn')),
    edited_by    text    NOT NULL,
    edited_at    timestamptz NOT NULL DEFAULT now (),
    proposed_by  text,
    proposed_at  timestamptz,
    signed_by    text,
    signed_at    timestamptz,
    version      integer,
    reason       text    NOT NULL DEFAULT '',
    CONSTRAINT tariff_draft_version UNIQUE (tariff_code, version),
    CONSTRAINT tariff_draft_two_people CHECK (signed_by <> proposed_by AND signed_by <> edited_by),
    CONSTRAINT tariff_draft_sound CHECK (state NOT IN ('proposed', 'signed')
        OR (fault = '' AND valid_from IS NOT NULL)),
    CONSTRAINT tariff_draft_proposed CHECK (state NOT IN ('proposed', 'signed')
        OR (proposed_by IS NOT NULL AND proposed_at IS NOT NULL)),
    CONSTRAINT tariff_draft_signed CHECK ((state = 'signed')
        = (signed_by IS NOT NULL AND signed_at IS NOT NULL AND version IS NOT NULL))
);
COMMENT ON TABLE ref.tariff_draft IS
    'journal: tariff documents in the making: draft, proposed, then signed by another person, or '
    'withdrawn; fault is what the checker says of the text, "" when it is sound';

-- The first day a new version of a tariff may hold: the day after the last that was billed under it.
CREATE FUNCTION ref.tariff_free_from (code text) RETURNS date
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    RETURN (SELECT max (b.period_end) FROM bill.bill b
             WHERE b.tariff_code = code AND b.state = 'issued' AND b.kind <> 'credit');

-- Makes a proposed draft a version. The caller has said all this more kindly before.
CREATE FUNCTION ref.sign_tariff (p_draft_id uuid, p_person text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
    draft ref.tariff_draft;
    new_version integer;
BEGIN
    SELECT * INTO draft FROM ref.tariff_draft d WHERE d.draft_id = p_draft_id FOR UPDATE;
    IF NOT FOUND OR draft.state <> 'proposed' THEN
        RAISE EXCEPTION 'no such draft is proposed' USING ERRCODE = 'P0002';
    END IF;
    IF draft.valid_from < ref.tariff_free_from (draft.tariff_code) THEN
        RAISE EXCEPTION 'days after % are billed already', draft.valid_from USING ERRCODE = '23514';
    END IF;
    PERFORM pg_advisory_xact_lock (hashtext ('ref.tariff ' || draft.tariff_code));
    SELECT coalesce (max (t.version), 0) + 1 INTO new_version
      FROM ref.tariff t WHERE t.tariff_code = draft.tariff_code;
    INSERT INTO ref.tariff (tariff_code, version, name, valid_from, document, sha256, drafted_by,
                            signed_by)
    VALUES (draft.tariff_code, new_version, draft.name, draft.valid_from, draft.document,
            draft.sha256, draft.edited_by, p_person);
    UPDATE ref.tariff_draft d
       SET state = 'signed', signed_by = p_person, signed_at = now (), version = new_version
     WHERE d.draft_id = p_draft_id;
    RETURN new_version;
END
$$;
REVOKE ALL ON FUNCTION ref.sign_tariff, ref.tariff_free_from FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ref.sign_tariff, ref.tariff_free_from TO tally_settle;

GRANT SELECT ON ref.tariff_draft TO tally_settle, tally_clerk, tally_supervisor, tally_auditor;
GRANT INSERT, UPDATE (tariff_code, name, valid_from, document, sha256, fault, revision, state,
    edited_by, edited_at, proposed_by, proposed_at, reason) ON ref.tariff_draft TO tally_settle;

-- Versions with the day each really ends, and how many agreements have days under it.
CREATE VIEW api.tariff_version WITH (security_invoker = true) AS
WITH version AS (
    SELECT t.tariff_code, t.version, t.name, t.valid_from, t.document, t.sha256, t.drafted_by,
           t.signed_by,
           least (t.valid_to, lead (t.valid_from) OVER (PARTITION BY t.tariff_code
                                                        ORDER BY t.valid_from, t.version)) AS valid_to
      FROM ref.tariff t
), used AS (
    SELECT v.tariff_code, v.version, count (*) AS n
      FROM version v
      JOIN ref.agreement g ON g.tariff_code = v.tariff_code
       AND (v.valid_to IS NULL OR g.valid_from < v.valid_to)
       AND (g.valid_to IS NULL OR g.valid_to > v.valid_from)
     WHERE api.sees (g.district_id) AND (v.valid_to IS NULL OR v.valid_to > v.valid_from)
     GROUP BY v.tariff_code, v.version
)
SELECT v.tariff_code, v.version, v.name, v.valid_from, v.valid_to, v.document, v.sha256,
       v.drafted_by, v.signed_by, coalesce (u.n, 0) AS n_agreements
  FROM version v
  LEFT JOIN used u USING (tariff_code, version);

CREATE VIEW api.tariff_draft WITH (security_invoker = true) AS
SELECT d.draft_id, d.tariff_code, d.name, d.valid_from, d.document, d.fault, d.revision, d.state,
       d.edited_by, d.edited_at, d.proposed_by, d.proposed_at, d.signed_by, d.signed_at, d.version,
       d.reason
  FROM ref.tariff_draft d;

-- Who did what to tariffs. Runs with the owner's rights: the audit trail as a whole is not for all.
CREATE VIEW api.tariff_history AS
SELECT a.seq, a.at, a.person, a.action, a.object, a.reason, encode (a.before_hash, 'hex') AS before,
       encode (a.after_hash, 'hex') AS after
  FROM guard.audit a
 WHERE a.district_id = 0 AND a.stream = 'tariff';

GRANT SELECT ON api.tariff_version, api.tariff_draft, api.tariff_history
    TO tally_clerk, tally_supervisor, tally_auditor;
GRANT SELECT ON api.tariff_history TO tally_settle;
