-- 0040 payee: the bank account customers pay to.
--
-- Why a table of its own: a company without one still bills; one with an IBAN has bills whose
-- code a banking app can scan (EPC069-12).

-- ISO 7064 modulo 97: the first four characters go last, letters become two digits.
CREATE FUNCTION ref.is_iban (iban text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog
AS $$
    SELECT iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'
       AND (SELECT string_agg (CASE WHEN c BETWEEN '0' AND '9' THEN c
                                    ELSE (ascii (c) - 55)::text END, '' ORDER BY n)::numeric % 97
              FROM regexp_split_to_table (substr (iban, 5) || substr (iban, 1, 4), '')
                   WITH ORDINALITY AS x (c, n)) = 1
$$;

CREATE TABLE ref.payee (
    district_id integer NOT NULL,
    name        text NOT NULL CONSTRAINT payee_name CHECK (length (name) BETWEEN 1 AND 70),
    iban        text NOT NULL CONSTRAINT payee_iban CHECK (ref.is_iban (iban)),
    bic         text NOT NULL DEFAULT '' CONSTRAINT payee_bic
        CHECK (bic ~ '^([A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?)?$'),
    CONSTRAINT payee_pk PRIMARY KEY (district_id),
    CONSTRAINT payee_district_fk FOREIGN KEY (district_id) REFERENCES ref.district
);
COMMENT ON TABLE ref.payee IS 'reference: the bank account a company''s customers pay to';

GRANT SELECT ON ref.payee TO tally_collector, tally_settle, tally_api, tally_clerk,
    tally_supervisor, tally_auditor, tally_portal;
