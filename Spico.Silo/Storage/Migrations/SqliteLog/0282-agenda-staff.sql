-- Who has a structure's agenda because they work there: asked when somebody works elsewhere.
CREATE TABLE agenda_staff (
    person BLOB NOT NULL,
    stream BLOB NOT NULL,
    PRIMARY KEY (person, stream)
) WITHOUT ROWID;
CREATE INDEX agenda_staff_stream ON agenda_staff (stream);
