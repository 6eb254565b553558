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

GRANT SELECT, UPDATE (failures, blocked_until, password_hash, totp_secret) ON guard.person
    TO tally_api, tally_portal;
GRANT INSERT, UPDATE (is_disabled) ON guard.person TO tally_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON guard.session TO tally_api, tally_portal;
GRANT SELECT, INSERT ON guard.audit TO tally_api, tally_portal, tally_settle;
GRANT SELECT ON guard.audit TO tally_auditor;
