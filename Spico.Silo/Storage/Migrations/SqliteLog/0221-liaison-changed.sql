-- The last fact of an entry of a notebook that was corrected or acknowledged; of any other it is the entry's own.
CREATE TABLE dossier_liaison_changed (
    stream BLOB NOT NULL,
    entry  INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY (stream, entry)
) WITHOUT ROWID;
