-- What messages say, folded for search and sealed under their stream's key: a row for some hundred of them. It follows
-- the facts and can be made again from them; a row without bytes is to be. The rest is clear in the facts as well.
CREATE TABLE search_segment (
    stream   uuid   NOT NULL,
    first    bigint NOT NULL,
    last     bigint NOT NULL,
    ordinal  bigint NOT NULL,
    messages bigint NOT NULL,
    first_at bigint NOT NULL,
    last_at  bigint NOT NULL,
    sealed   bytea  NOT NULL,
    PRIMARY KEY (stream, first)
);
-- Sealed bytes do not compress.
ALTER TABLE search_segment ALTER COLUMN sealed SET STORAGE EXTERNAL;
