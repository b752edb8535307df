-- What became of a message: the facts that edited or retracted it.
CREATE TABLE message_change (
    stream  uuid   NOT NULL,
    message bigint NOT NULL,
    seq     bigint NOT NULL,
    PRIMARY KEY (stream, message, seq)
);

-- The one reaction of a person to a message, and the fact that set it.
CREATE TABLE reaction (
    stream  uuid   NOT NULL,
    message bigint NOT NULL,
    person  uuid   NOT NULL,
    kind    bigint NOT NULL,
    seq     bigint NOT NULL,
    PRIMARY KEY (stream, message, person)
);
