-- The syntheses of conversations, by the fact that asked; state: 0 open, 1 made, 2 refused; document: its SHA-256.
CREATE TABLE synthesis (
    stream   BLOB NOT NULL,
    seq      INTEGER NOT NULL,
    person   BLOB NOT NULL,
    state    INTEGER NOT NULL,
    refusal  INTEGER NOT NULL,
    document BLOB NULL,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID;
CREATE INDEX synthesis_open ON synthesis (person) WHERE state = 0;
