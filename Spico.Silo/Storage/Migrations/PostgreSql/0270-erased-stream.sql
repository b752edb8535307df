-- The streams that were erased by order: when, and which fact of the register says why.
CREATE TABLE erased_stream (
    stream    uuid NOT NULL,
    erased_at bigint NOT NULL,
    seq       bigint NOT NULL,
    retention smallint NOT NULL,
    PRIMARY KEY (stream)
);
