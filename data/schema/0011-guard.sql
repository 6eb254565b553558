-- 0011 guard: people who may sign in, their sessions, and what they did.

CREATE TABLE guard.person (
    person_id     uuid    PRIMARY KEY,
    login         text    NOT NULL CONSTRAINT person_login_key UNIQUE,
    name          text    NOT NULL,
    role          text    NOT NULL CONSTRAINT person_role CHECK
        (role IN ('clerk', 'supervisor', 'auditor', 'administrator', 'customer')),
    district_id   integer NOT NULL,
    customer_id   bigint,
    password_hash text    NOT NULL,
    totp_secret   bytea,
    totp_used_step bigint NOT NULL DEFAULT 0,
    language      text    NOT NULL DEFAULT 'en',
    failures      integer NOT NULL DEFAULT 0,
    blocked_until timestamptz,
    is_disabled   boolean NOT NULL DEFAULT false,
    CONSTRAINT person_customer CHECK ((role = 'customer') = (customer_id IS NOT NULL))
);
COMMENT ON TABLE guard.person IS
    'journal: staff and customers who may sign in; district_id 0 of staff: all districts';

CREATE TABLE guard.session (
    token_sha256  bytea   PRIMARY KEY,
    person_id     uuid    NOT NULL CONSTRAINT session_person_fk REFERENCES guard.person,
    csrf          text    NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now (),
    used_at       timestamptz NOT NULL DEFAULT now (),
    confirmed_at  timestamptz NOT NULL DEFAULT now (),
    address       text    NOT NULL
);
CREATE INDEX session_person ON guard.session (person_id);
COMMENT ON TABLE guard.session IS 'journal: open sessions; only the digest of the token is kept';

CREATE TABLE guard.audit (
    district_id  integer NOT NULL,
    stream       text    NOT NULL,
    seq          bigint  NOT NULL,
    at           timestamptz NOT NULL,
    person       text    NOT NULL,
    address      text    NOT NULL,
    action       text    NOT NULL,
    object       text    NOT NULL,
    before_hash  bytea,
    after_hash   bytea,
    reason       text    NOT NULL DEFAULT '',
    digest       bytea   NOT NULL,
    chain        bytea   NOT NULL,
    CONSTRAINT audit_pk PRIMARY KEY (district_id, stream, seq)
);
COMMENT ON TABLE guard.audit IS 'large: append-only; one hash chain per district and stream';

-- One field of an audit row as it is digested: its length in bytes and its text,
-- so that no two rows have the same text; NULL is "-".
CREATE FUNCTION guard.digest_field (field text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce (octet_length (field)::text || ':' || field, '-');

-- Writes one row at the end of the chain of a district and stream. It is the
-- only way in: no application role may insert, so no row is without its chain.
CREATE FUNCTION guard.record (p_district_id integer, p_stream text, p_person text, p_address text,
                              p_action text, p_object text, p_before_hash bytea,
                              p_after_hash bytea, p_reason text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
    last record;
    new_seq bigint;
    new_at timestamptz;
    new_digest bytea;
BEGIN
    PERFORM pg_advisory_xact_lock (hashtext ('guard.audit ' || p_stream), p_district_id);
    SELECT a.seq, a.chain INTO last
      FROM guard.audit a
     WHERE a.district_id = p_district_id AND a.stream = p_stream
     ORDER BY a.seq DESC
     LIMIT 1;
    new_seq := coalesce (last.seq, 0) + 1;
    new_at := clock_timestamp ();
    new_digest := sha256 (convert_to (
        guard.digest_field (p_district_id::text) || guard.digest_field (p_stream)
        || guard.digest_field (new_seq::text)
        || guard.digest_field (((extract (epoch FROM new_at) * 1000000)::bigint)::text)
        || guard.digest_field (p_person) || guard.digest_field (p_address)
        || guard.digest_field (p_action) || guard.digest_field (p_object)
        || guard.digest_field (encode (p_before_hash, 'hex'))
        || guard.digest_field (encode (p_after_hash, 'hex'))
        || guard.digest_field (p_reason), 'UTF8'));
    INSERT INTO guard.audit (district_id, stream, seq, at, person, address, action, object,
                             before_hash, after_hash, reason, digest, chain)
    VALUES (p_district_id, p_stream, new_seq, new_at, p_person, p_address, p_action, p_object,
            p_before_hash, p_after_hash, p_reason, new_digest,
            sha256 (coalesce (last.chain, ''::bytea) || new_digest));
    RETURN new_seq;
END
$$;
REVOKE ALL ON FUNCTION guard.record FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.record TO tally_api, tally_portal, tally_settle, tally_clerk,
    tally_supervisor;

GRANT SELECT, UPDATE (failures, blocked_until, password_hash, totp_secret, totp_used_step)
    ON guard.person TO tally_api, tally_portal;
GRANT INSERT, UPDATE (is_disabled) ON guard.person TO tally_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON guard.session TO tally_api, tally_portal;
GRANT USAGE ON SCHEMA guard TO tally_clerk, tally_supervisor;
GRANT SELECT ON guard.audit TO tally_auditor, tally_settle;

-- The customer pages know customers only: a fault in them shows neither the
-- people of the utility nor their password hashes, and opens no session of theirs.
ALTER TABLE guard.person ENABLE ROW LEVEL SECURITY;
ALTER TABLE guard.person FORCE ROW LEVEL SECURITY;
ALTER TABLE guard.session ENABLE ROW LEVEL SECURITY;
ALTER TABLE guard.session FORCE ROW LEVEL SECURITY;
CREATE POLICY person_staff ON guard.person TO tally_owner, tally_api, tally_backup
    USING (true) WITH CHECK (true);
CREATE POLICY session_staff ON guard.session TO tally_owner, tally_api, tally_backup
    USING (true) WITH CHECK (true);
CREATE POLICY person_customers ON guard.person TO tally_portal
    USING (role = 'customer') WITH CHECK (role = 'customer');
CREATE POLICY session_customers ON guard.session TO tally_portal
    USING (person_id IN (SELECT p.person_id FROM guard.person p WHERE p.role = 'customer'))
    WITH CHECK (person_id IN (SELECT p.person_id FROM guard.person p WHERE p.role = 'customer'));
