-- Which dossiers were in which lists: the traces themselves are facts.
CREATE TABLE trace_listed (
    dossier uuid NOT NULL,
    stream  uuid NOT NULL,
    seq     bigint NOT NULL,
    at      bigint NOT NULL,
    PRIMARY KEY (dossier, at, stream, seq)
);
CREATE INDEX trace_listed_trace ON trace_listed (stream, seq);
