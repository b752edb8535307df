-- What became of a message: the facts that edited or retracted it.
CREATE TABLE message_change (
    stream  BLOB    NOT NULL,
    message INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    PRIMARY KEY (stream, message, seq)
) WITHOUT ROWID;

-- The one reaction of a person to a message, and the fact that set it.
CREATE TABLE reaction (
    stream  BLOB    NOT NULL,
    message INTEGER NOT NULL,
    person  BLOB    NOT NULL,
    kind    INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    PRIMARY KEY (stream, message, person)
) WITHOUT ROWID;
