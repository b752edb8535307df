-- Whom an objection that holds names, a row each: lists for who acts for a member leave the dossier out. The id of the
-- person or structure in hexadecimal digits.
CREATE TABLE dossier_objection (
    stream    BLOB NOT NULL,
    objection BLOB NOT NULL,
    named     TEXT NOT NULL,
    PRIMARY KEY (stream, objection, named)
) WITHOUT ROWID;
