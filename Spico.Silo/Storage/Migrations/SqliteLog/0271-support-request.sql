-- Requests for support, for lists: what is filtered and sorted by, and the request sealed under its stream's key.
CREATE TABLE support_request (
    stream   BLOB NOT NULL,
    number   INTEGER NOT NULL,
    state    INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    request  BLOB NOT NULL,
    PRIMARY KEY (stream, number)
) WITHOUT ROWID;
CREATE INDEX support_request_asked ON support_request (asked_at, stream, number);
