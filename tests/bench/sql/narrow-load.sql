-- The month of district 1 in validate.block as most systems keep it: a row a reading. Many points share a
-- payload, so that each is unpacked once: making the rows is not what is measured.
CREATE SCHEMA narrow;

CREATE TABLE narrow.payload AS
    SELECT payload, u.i, u.value
    FROM (SELECT DISTINCT payload, flags, n FROM validate.block
          WHERE district_id = 1 AND day >= '2026-09-01' AND day < '2026-10-01' AND channel = 1) b
    CROSS JOIN LATERAL db.unpack_block (b.payload, b.flags, b.n) u;
ANALYZE narrow.payload;

CREATE TABLE narrow.reading (
    district_id integer     NOT NULL,
    point_id    bigint      NOT NULL,
    at          timestamptz NOT NULL,
    wh          bigint      NOT NULL,
    PRIMARY KEY (district_id, point_id, at)
);
INSERT INTO narrow.reading
    SELECT b.district_id, b.point_id,
        b.day::timestamp AT TIME ZONE 'Asia/Shanghai' + p.i * interval '15 minutes', p.value
    FROM validate.block b JOIN narrow.payload p USING (payload)
    WHERE b.district_id = 1 AND b.day >= '2026-09-01' AND b.day < '2026-10-01' AND b.channel = 1;
ANALYZE narrow.reading;

CREATE TABLE narrow.step (band text, tier integer, rate numeric);
INSERT INTO narrow.step VALUES
    ('p', 1, 0.568), ('p', 2, 0.618), ('p', 3, 0.868),
    ('f', 1, 0.468), ('f', 2, 0.518), ('f', 3, 0.768),
    ('v', 1, 0.288), ('v', 2, 0.338), ('v', 3, 0.588);
