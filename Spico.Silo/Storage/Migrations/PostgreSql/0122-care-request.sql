-- The requests that are not over: a row for who asked and for each addressee. Ids and states, no text.
CREATE TABLE care_request (
    stream     uuid NOT NULL,
    seq        bigint NOT NULL,
    person     uuid NOT NULL,
    message    bigint NOT NULL,
    asked_by   uuid NOT NULL,
    asked_at   bigint NOT NULL,
    addressees bytea NOT NULL,
    state      bigint NOT NULL,
    owner      uuid,
    changed_at bigint NOT NULL,
    waits      bigint NOT NULL,
    PRIMARY KEY (stream, seq, person)
);
CREATE INDEX care_request_person ON care_request (person, asked_at, stream, seq);
