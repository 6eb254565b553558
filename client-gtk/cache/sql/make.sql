CREATE TABLE IF NOT EXISTS answer (
    owner     TEXT    NOT NULL, -- server and login
    path      TEXT    NOT NULL,
    stored_at INTEGER NOT NULL, -- Unix seconds
    body      BLOB    NOT NULL,
    PRIMARY KEY (owner, path)
) WITHOUT ROWID
