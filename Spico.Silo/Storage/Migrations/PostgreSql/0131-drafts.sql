-- What a person has begun to write to a conversation, sealed under the key of their inbox.
CREATE TABLE draft (
    person  uuid   NOT NULL,
    stream  uuid   NOT NULL,
    version bigint NOT NULL,
    sealed  bytea  NOT NULL,
    PRIMARY KEY (person, stream)
) WITH (fillfactor = 70);
