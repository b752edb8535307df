-- Name, type and hash are sealed under the file's own key.
CREATE TABLE file (
    id         uuid     NOT NULL PRIMARY KEY,
    owner      uuid     NOT NULL,
    state      smallint NOT NULL,
    refusal    smallint NOT NULL,
    content    smallint NOT NULL,
    size       bigint   NOT NULL,
    expires_at bigint   NOT NULL,
    request    uuid     NOT NULL,
    owner_key  bytea    NOT NULL,
    sealed     bytea    NOT NULL
);
CREATE INDEX file_owner ON file (owner);
CREATE INDEX file_expires_at ON file (expires_at);
CREATE INDEX file_waiting ON file (id) WHERE state = 2;

-- The file's key, under the key of a stream that shows it.
CREATE TABLE file_hold (
    file       uuid    NOT NULL,
    stream     uuid    NOT NULL,
    author     uuid    NOT NULL,
    request    uuid    NOT NULL,
    at         bigint  NOT NULL,
    is_shown   boolean NOT NULL,
    sealed_key bytea   NOT NULL,
    PRIMARY KEY (file, stream, author, request)
);
