-- The dossiers that go on in another: lists do not show them on their own.
CREATE TABLE dossier_merged (
    stream BLOB NOT NULL,
    PRIMARY KEY (stream)
) WITHOUT ROWID;
