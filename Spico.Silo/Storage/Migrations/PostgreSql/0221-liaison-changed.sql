-- The last fact of an entry of a notebook that was corrected or acknowledged; of any other it is the entry's own.
CREATE TABLE dossier_liaison_changed (
    stream uuid NOT NULL,
    entry  bigint NOT NULL,
    seq    bigint NOT NULL,
    PRIMARY KEY (stream, entry)
);
