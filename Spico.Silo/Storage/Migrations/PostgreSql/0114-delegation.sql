-- Who may act for whom and when; one that is revoked is gone.
CREATE TABLE delegation (
    stream     uuid NOT NULL,
    seq        bigint NOT NULL,
    given_by   uuid NOT NULL,
    given_to   uuid NOT NULL,
    kind       bigint NOT NULL,
    from_at    bigint NOT NULL,
    until_at   bigint NOT NULL,
    PRIMARY KEY (stream, seq)
);
CREATE INDEX delegation_given_by ON delegation (given_by);
CREATE INDEX delegation_given_to ON delegation (given_to);
