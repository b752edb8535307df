-- The syntheses of conversations, by the fact that asked; state: 0 open, 1 made, 2 refused; document: its SHA-256.
CREATE TABLE synthesis (
    stream   uuid NOT NULL,
    seq      bigint NOT NULL,
    person   uuid NOT NULL,
    state    bigint NOT NULL,
    refusal  bigint NOT NULL,
    document bytea NULL,
    PRIMARY KEY (stream, seq)
);
CREATE INDEX synthesis_open ON synthesis (person) WHERE state = 0;
