-- What messages say, folded for search and sealed under their stream's key: a row for some hundred of them. It follows
-- the facts and can be made again from them; a row without bytes is to be. The rest is clear in the facts as well.
CREATE TABLE search_segment (
    stream   BLOB    NOT NULL,
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    ordinal  INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,
    sealed   BLOB    NOT NULL
);
CREATE UNIQUE INDEX search_segment_first ON search_segment (stream, first);
