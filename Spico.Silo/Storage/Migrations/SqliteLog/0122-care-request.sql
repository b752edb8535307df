-- The requests that are not over: a row for who asked and for each addressee. Ids and states, no text.
CREATE TABLE care_request (
    stream     BLOB NOT NULL,
    seq        INTEGER NOT NULL,
    person     BLOB NOT NULL,
    message    INTEGER NOT NULL,
    asked_by   BLOB NOT NULL,
    asked_at   INTEGER NOT NULL,
    addressees BLOB NOT NULL,
    state      INTEGER NOT NULL,
    owner      BLOB,
    changed_at INTEGER NOT NULL,
    waits      INTEGER NOT NULL,
    PRIMARY KEY (stream, seq, person)
) WITHOUT ROWID;
CREATE INDEX care_request_person ON care_request (person, asked_at, stream, seq);
