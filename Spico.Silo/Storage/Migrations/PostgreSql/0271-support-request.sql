-- Requests for support, for lists: what is filtered and sorted by, and the request sealed under its stream's key.
CREATE TABLE support_request (
    stream   uuid NOT NULL,
    number   bigint NOT NULL,
    state    smallint NOT NULL,
    asked_at bigint NOT NULL,
    request  bytea NOT NULL,
    PRIMARY KEY (stream, number)
);
CREATE INDEX support_request_asked ON support_request (asked_at, stream, number);
