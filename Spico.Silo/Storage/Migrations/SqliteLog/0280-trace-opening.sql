-- Which openings are not closed, and through which gateway they are: the traces themselves are facts.
CREATE TABLE trace_opening (
    stream  BLOB NOT NULL,
    person  BLOB NOT NULL,
    seq     INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    PRIMARY KEY (stream, person, seq)
) WITHOUT ROWID;
CREATE INDEX trace_opening_gateway ON trace_opening (gateway);
