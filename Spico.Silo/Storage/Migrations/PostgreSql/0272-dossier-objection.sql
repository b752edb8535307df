-- Whom an objection that holds names, a row each: lists for who acts for a member leave the dossier out. The id of the
-- person or structure in hexadecimal digits.
CREATE TABLE dossier_objection (
    stream    uuid NOT NULL,
    objection uuid NOT NULL,
    named     text NOT NULL,
    PRIMARY KEY (stream, objection, named)
);
