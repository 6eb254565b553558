CREATE TABLE IF NOT EXISTS batch (
    place      INTEGER PRIMARY KEY AUTOINCREMENT,
    id         BLOB NOT NULL UNIQUE,
    made_at    INTEGER NOT NULL,
    is_damaged INTEGER NOT NULL DEFAULT 0,
    payload    BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS progress (
    district_id INTEGER NOT NULL,
    meter_id    INTEGER NOT NULL,
    channel     INTEGER NOT NULL,
    next_start  INTEGER NOT NULL,
    PRIMARY KEY (district_id, meter_id, channel)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS round (
    schedule TEXT PRIMARY KEY,
    done_for INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note (
    name TEXT PRIMARY KEY,
    body BLOB NOT NULL
) WITHOUT ROWID;
