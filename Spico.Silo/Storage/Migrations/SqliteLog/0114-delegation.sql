-- Who may act for whom and when; one that is revoked is gone.
CREATE TABLE delegation (
    stream     BLOB NOT NULL,
    seq        INTEGER NOT NULL,
    given_by   BLOB NOT NULL,
    given_to   BLOB NOT NULL,
    kind       INTEGER NOT NULL,
    from_at    INTEGER NOT NULL,
    until_at   INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID;
CREATE INDEX delegation_given_by ON delegation (given_by);
CREATE INDEX delegation_given_to ON delegation (given_to);
