-- The facts of a conversation from which on a person acts in another practice situation, or in none.
CREATE TABLE acting_practice (
    stream BLOB    NOT NULL,
    person BLOB    NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY (stream, person, seq)
) WITHOUT ROWID;
