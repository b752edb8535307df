-- The directory of professionals in use. An import makes the same tables beside them, under the prefix draft_, and
-- renames those to these: see DirectorySchema, which says how they are filled.
CREATE TABLE directory_import (record text NOT NULL);
CREATE TABLE directory_finding (line bigint NOT NULL, column_name text NOT NULL, reason text NOT NULL);
CREATE TABLE directory_term (
    number integer NOT NULL PRIMARY KEY,
    kind   integer NOT NULL,
    code   text NOT NULL,
    label  text NOT NULL
);

-- Numbers go in alphabetical order and hold within one import; ids for ever.
CREATE TABLE directory_person (
    number      integer NOT NULL PRIMARY KEY,
    id          bytea NOT NULL,
    national_id text NOT NULL,
    name        text NOT NULL,
    sort_name   text NOT NULL COLLATE "C",
    is_listed   integer NOT NULL
);
CREATE INDEX ON directory_person (id);
CREATE INDEX ON directory_person (national_id);
CREATE INDEX ON directory_person (sort_name, number);

CREATE TABLE directory_structure (
    number     integer NOT NULL PRIMARY KEY,
    id         bytea NOT NULL,
    name       text NOT NULL,
    sort_name  text NOT NULL COLLATE "C",
    finess     text NOT NULL,
    siret      text NOT NULL,
    town       integer NOT NULL,
    department integer NOT NULL
);
CREATE INDEX ON directory_structure (id);
CREATE INDEX ON directory_structure (finess);
CREATE INDEX ON directory_structure (siret);

-- A person at work somewhere. 0 stands for nothing said.
CREATE TABLE directory_practice (
    person     integer NOT NULL,
    structure  integer NOT NULL,
    profession integer NOT NULL,
    specialty  integer NOT NULL,
    mode       integer NOT NULL,
    town       integer NOT NULL,
    department integer NOT NULL
);
CREATE INDEX ON directory_practice (person);
CREATE INDEX ON directory_practice (structure, person);
CREATE INDEX ON directory_practice (specialty, person);
CREATE INDEX ON directory_practice (town, profession, person);
CREATE INDEX ON directory_practice (town, specialty, person);
CREATE INDEX ON directory_practice (department, profession, person);
CREATE INDEX ON directory_practice (department, specialty, person);

CREATE TABLE directory_word (word text NOT NULL COLLATE "C", person integer NOT NULL);
CREATE INDEX ON directory_word (word, person);
CREATE INDEX ON directory_word (person, word);
CREATE TABLE directory_structure_word (word text NOT NULL COLLATE "C", structure integer NOT NULL);
CREATE INDEX ON directory_structure_word (word, structure);
CREATE INDEX ON directory_structure_word (structure, word);

-- Every word with one letter left out: two words that differ by a letter meet in one of these.
CREATE TABLE directory_near (variant text NOT NULL COLLATE "C", word text NOT NULL COLLATE "C");
CREATE INDEX ON directory_near (variant, word);
