-- Which dossiers were in which lists: the traces themselves are facts.
CREATE TABLE trace_listed (
    dossier BLOB NOT NULL,
    stream  BLOB NOT NULL,
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (dossier, at, stream, seq)
) WITHOUT ROWID;
CREATE INDEX trace_listed_trace ON trace_listed (stream, seq);
