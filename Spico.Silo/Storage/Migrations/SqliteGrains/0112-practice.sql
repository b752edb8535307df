-- The practice situations that people are registered with, each as the message PracticeSituation.
CREATE TABLE person_practice (
    person   BLOB    NOT NULL,
    place    INTEGER NOT NULL,
    practice BLOB    NOT NULL,
    PRIMARY KEY (person, place)
) WITHOUT ROWID;
