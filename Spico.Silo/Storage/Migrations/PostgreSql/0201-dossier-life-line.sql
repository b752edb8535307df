-- What happened in a dossier: kinds and times, no text. What it was is told by the fact.
CREATE TABLE dossier_life_line (
    stream      uuid NOT NULL,
    seq         bigint NOT NULL,
    kind        bigint NOT NULL,
    class       bigint NOT NULL,
    happened_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    author      uuid NOT NULL,
    PRIMARY KEY (stream, happened_at, seq)
);
