-- The streams that were erased by order: when, and which fact of the register says why.
CREATE TABLE erased_stream (
    stream    BLOB NOT NULL,
    erased_at INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    retention INTEGER NOT NULL,
    PRIMARY KEY (stream)
) WITHOUT ROWID;
