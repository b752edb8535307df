CREATE TABLE person (
    id         uuid NOT NULL PRIMARY KEY,
    name       text NOT NULL,
    sort_name  text NOT NULL COLLATE "C",
    profession text NOT NULL,
    sector     integer NOT NULL,
    structure  text NOT NULL,
    town       text NOT NULL
);

-- Each word of each name, folded: a search is a range of this index.
CREATE TABLE person_word (
    word   text NOT NULL COLLATE "C",
    person uuid NOT NULL REFERENCES person (id),
    PRIMARY KEY (word, person)
);
CREATE INDEX person_word_person ON person_word (person, word);
