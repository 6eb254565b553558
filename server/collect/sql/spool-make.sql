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
