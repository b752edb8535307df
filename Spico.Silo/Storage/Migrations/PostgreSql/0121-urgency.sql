-- The urgencies that are not over, for lists; unanswered: 1 while nobody has acknowledged it, else 0.
CREATE TABLE urgency (
    stream     uuid NOT NULL,
    seq        bigint NOT NULL,
    unanswered bigint NOT NULL,
    PRIMARY KEY (stream, seq)
);
