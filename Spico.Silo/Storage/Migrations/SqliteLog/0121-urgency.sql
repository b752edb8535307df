-- The urgencies that are not over, for lists; unanswered: 1 while nobody has acknowledged it, else 0.
CREATE TABLE urgency (
    stream     BLOB NOT NULL,
    seq        INTEGER NOT NULL,
    unanswered INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID;
