-- Which openings are not closed, and through which gateway they are: the traces themselves are facts.
CREATE TABLE trace_opening (
    stream  uuid NOT NULL,
    person  uuid NOT NULL,
    seq     bigint NOT NULL,
    gateway text NOT NULL,
    PRIMARY KEY (stream, person, seq)
);
CREATE INDEX trace_opening_gateway ON trace_opening (gateway);
