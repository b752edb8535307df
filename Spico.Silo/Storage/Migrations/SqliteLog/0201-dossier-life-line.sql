-- What happened in a dossier: kinds and times, no text. What it was is told by the fact.
CREATE TABLE dossier_life_line (
    stream      BLOB NOT NULL,
    seq         INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    class       INTEGER NOT NULL,
    happened_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    author      BLOB NOT NULL,
    PRIMARY KEY (stream, happened_at, seq)
) WITHOUT ROWID;
