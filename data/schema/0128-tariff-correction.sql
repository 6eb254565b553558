-- 0128 ref: a version that corrects what was billed. Who proposes it says so, and why; without that
-- word a version still cannot begin in billed days, so no slip of a date prices the past anew. Bills
-- that were issued keep the version they were made from until somebody corrects them.

ALTER TABLE ref.tariff_draft ADD COLUMN corrects text NOT NULL DEFAULT '';
COMMENT ON COLUMN ref.tariff_draft.corrects IS
    'why days that are billed already are priced anew; empty: they must not be';
GRANT UPDATE (corrects) ON ref.tariff_draft TO tally_settle;

CREATE OR REPLACE FUNCTION ref.sign_tariff (p_draft_id uuid, p_person text) RETURNS integer
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
    IF draft.corrects = '' AND draft.valid_from < ref.tariff_free_from (draft.tariff_code) THEN
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

CREATE OR REPLACE VIEW api.tariff_draft WITH (security_invoker = true) AS
SELECT d.draft_id, d.tariff_code, d.name, d.valid_from, d.document, d.fault, d.revision, d.state,
       d.edited_by, d.edited_at, d.proposed_by, d.proposed_at, d.signed_by, d.signed_at, d.version,
       d.reason, d.corrects
  FROM ref.tariff_draft d;
