-- The practice situations that people are registered with, each as the message PracticeSituation.
CREATE TABLE person_practice (
    person   uuid     NOT NULL,
    place    smallint NOT NULL,
    practice bytea    NOT NULL,
    PRIMARY KEY (person, place)
);

-- The facts of a conversation from which on a person acts in another practice situation, or in none.
CREATE TABLE acting_practice (
    stream uuid   NOT NULL,
    person uuid   NOT NULL,
    seq    bigint NOT NULL,
    PRIMARY KEY (stream, person, seq)
);
