-- What a person has begun to write to a conversation, sealed under the key of their inbox.
CREATE TABLE draft (
    person  BLOB    NOT NULL,
    stream  BLOB    NOT NULL,
    version INTEGER NOT NULL,
    sealed  BLOB    NOT NULL,
    PRIMARY KEY (person, stream)
) WITHOUT ROWID;
