-- 0137 collect: registers that a person read off a meter, with a note or a photo of it. What was
-- said stays; what was said wrongly is withdrawn, and validation passes over its frame.

CREATE TABLE collect.photo (
    district_id  integer     NOT NULL,
    sha256       bytea       NOT NULL,
    media_type   text        NOT NULL CONSTRAINT photo_media_type CHECK
        (media_type IN ('image/jpeg', 'image/png')),
    content      bytea       NOT NULL,
    made_by      text        NOT NULL,
    made_at      timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT photo_pk PRIMARY KEY (district_id, sha256),
    CONSTRAINT photo_is_its_digest CHECK (sha256 = sha256 (content))
);
COMMENT ON TABLE collect.photo IS 'large: append-only; pictures that show what a meter showed';

CREATE TABLE collect.manual_reading (
    district_id  integer     NOT NULL,
    reading_id   uuid        NOT NULL,
    point_id     bigint      NOT NULL,
    meter_id     bigint      NOT NULL,
    channel      smallint    NOT NULL CONSTRAINT manual_reading_channel CHECK (channel BETWEEN 1 AND 4),
    read_at      timestamptz NOT NULL,
    register     bigint      NOT NULL CONSTRAINT manual_reading_register CHECK (register >= 0),
    note         text        NOT NULL,
    photo        bytea,
    made_by      text        NOT NULL,
    made_at      timestamptz NOT NULL DEFAULT now (),
    withdrawn_by text,
    withdrawn_at timestamptz,
    withdrawn_reason text,
    CONSTRAINT manual_reading_pk PRIMARY KEY (district_id, reading_id),
    CONSTRAINT manual_reading_point_fk FOREIGN KEY (district_id, point_id)
        REFERENCES ref.point (district_id, point_id),
    CONSTRAINT manual_reading_meter_fk FOREIGN KEY (district_id, meter_id)
        REFERENCES ref.meter (district_id, meter_id),
    CONSTRAINT manual_reading_photo_fk FOREIGN KEY (district_id, photo)
        REFERENCES collect.photo (district_id, sha256),
    CONSTRAINT manual_reading_says_why CHECK (note <> '' OR photo IS NOT NULL),
    CONSTRAINT manual_reading_withdrawn CHECK
        (num_nulls (withdrawn_by, withdrawn_at, withdrawn_reason) IN (0, 3))
);
-- A meter shows one figure at an instant: another one is typed after the first was withdrawn.
CREATE UNIQUE INDEX manual_reading_once
    ON collect.manual_reading (district_id, meter_id, channel, read_at) WHERE withdrawn_at IS NULL;
CREATE INDEX manual_reading_point ON collect.manual_reading (district_id, point_id, read_at);
COMMENT ON TABLE collect.manual_reading IS
    'large: registers that people read, Wh or varh of the secondary side; each is a frame of raw.frame '
    'whose origin is reading_id';
COMMENT ON COLUMN raw.frame.origin IS
    'where it came from: the batch id (16 bytes) of collect.attempt, the sha256 (32 bytes) of collect.file '
    'or, of a manual one, the reading_id (16 bytes) of collect.manual_reading';

GRANT SELECT, INSERT ON collect.photo TO tally_collector;
GRANT SELECT, INSERT, UPDATE (withdrawn_by, withdrawn_at, withdrawn_reason)
    ON collect.manual_reading TO tally_collector;
GRANT SELECT ON collect.photo, collect.manual_reading TO tally_auditor, tally_clerk, tally_supervisor;
GRANT SELECT ON collect.manual_reading TO tally_settle;
-- A reading and the record of who brought it are one transaction.
GRANT USAGE ON SCHEMA guard TO tally_collector;
GRANT EXECUTE ON FUNCTION guard.record TO tally_collector;

CREATE VIEW api.manual_reading WITH (security_invoker = true) AS
SELECT r.district_id, r.point_id, r.reading_id, r.channel, m.serial,
       extract (epoch FROM r.read_at)::bigint AS read_at, r.register, r.note,
       encode (r.photo, 'hex') AS photo, r.made_by,
       extract (epoch FROM r.made_at)::bigint AS made_at, r.withdrawn_by,
       extract (epoch FROM r.withdrawn_at)::bigint AS withdrawn_at, r.withdrawn_reason
  FROM collect.manual_reading r
  JOIN ref.meter m ON m.district_id = r.district_id AND m.meter_id = r.meter_id
 WHERE api.sees (r.district_id);

CREATE VIEW api.photo WITH (security_invoker = true) AS
SELECT p.district_id, p.sha256, p.media_type, p.content
  FROM collect.photo p
 WHERE api.sees (p.district_id);
GRANT SELECT ON api.manual_reading, api.photo TO tally_clerk, tally_supervisor, tally_auditor;
