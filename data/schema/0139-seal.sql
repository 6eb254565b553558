-- 0139 keep: seals of the ends of all hash chains.
--
-- Why: a chain shows that a row in it was changed, not that its last rows were cut off or that it
-- is gone altogether. Each hour the ends of all chains that grew are the leaves of a Merkle tree
-- (RFC 6962), whose root is signed, linked to the one before and written to a file elsewhere:
-- whoever has that file sees what was cut.
-- Leaves are found by chain to seal only what grew and to compare them with the chain, and by
-- seal to make its tree again.

CREATE SCHEMA keep;
GRANT USAGE ON SCHEMA keep TO tally_settle, tally_auditor;

CREATE TABLE keep.seal (
    no         bigint      NOT NULL CONSTRAINT seal_pk PRIMARY KEY
                                    CONSTRAINT seal_no_positive CHECK (no > 0),
    sealed_at  timestamptz NOT NULL,
    previous   bytea       NOT NULL CONSTRAINT seal_previous_size CHECK (length (previous) = 32),
    root       bytea       NOT NULL CONSTRAINT seal_root_size CHECK (length (root) = 32),
    n_leaves   bigint      NOT NULL CONSTRAINT seal_n_leaves CHECK (n_leaves >= 0),
    signature  bytea       NOT NULL CONSTRAINT seal_signature_size CHECK (length (signature) = 64),
    key_id     bytea       NOT NULL CONSTRAINT seal_key_id_size CHECK (length (key_id) = 8)
);
COMMENT ON TABLE keep.seal IS
    'journal: append-only; previous is the sha256 of the line of the seal before, zeros for the '
    'first; key_id the first bytes of the sha256 of the public key';

CREATE TABLE keep.seal_raw (
    district_id integer NOT NULL,
    day         date    NOT NULL,
    seq         integer NOT NULL,
    no          bigint  NOT NULL,
    chain       bytea   NOT NULL CONSTRAINT seal_raw_chain_size CHECK (length (chain) IN (16, 32)),
    CONSTRAINT seal_raw_pk PRIMARY KEY (district_id, day, seq)
);
CREATE INDEX seal_raw_no ON keep.seal_raw (no);
COMMENT ON TABLE keep.seal_raw IS
    'large: append-only; seal no found that the chain of raw.frame went as far as seq';

CREATE TABLE keep.seal_audit (
    district_id integer NOT NULL,
    stream      text    NOT NULL,
    seq         bigint  NOT NULL,
    no          bigint  NOT NULL,
    chain       bytea   NOT NULL CONSTRAINT seal_audit_chain_size CHECK (length (chain) = 32),
    CONSTRAINT seal_audit_pk PRIMARY KEY (district_id, stream, seq)
);
CREATE INDEX seal_audit_no ON keep.seal_audit (no);
COMMENT ON TABLE keep.seal_audit IS
    'large: append-only; seal no found that the chain of guard.audit went as far as seq';

GRANT SELECT, INSERT ON keep.seal, keep.seal_raw, keep.seal_audit TO tally_settle;
GRANT SELECT ON keep.seal, keep.seal_raw, keep.seal_audit TO tally_auditor;

INSERT INTO work.job (job, step, title, calendar, after_jobs) VALUES
    ('seal', 'seal', 'Seal the ends of all chains', 'every 1h', '{}');
