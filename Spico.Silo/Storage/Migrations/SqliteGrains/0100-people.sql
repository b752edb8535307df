CREATE TABLE person (
    id         BLOB    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    sort_name  TEXT    NOT NULL,
    profession TEXT    NOT NULL,
    sector     INTEGER NOT NULL,
    structure  TEXT    NOT NULL,
    town       TEXT    NOT NULL
) WITHOUT ROWID;

-- Each word of each name, folded: a search is a range of this index.
CREATE TABLE person_word (
    word   TEXT NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (word, person)
) WITHOUT ROWID;
CREATE INDEX person_word_person ON person_word (person, word);
