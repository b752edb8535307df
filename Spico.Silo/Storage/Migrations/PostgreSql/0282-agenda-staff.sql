-- Who has a structure's agenda because they work there: asked when somebody works elsewhere.
CREATE TABLE agenda_staff (
    person uuid NOT NULL,
    stream uuid NOT NULL,
    PRIMARY KEY (person, stream)
);
CREATE INDEX agenda_staff_stream ON agenda_staff (stream);
