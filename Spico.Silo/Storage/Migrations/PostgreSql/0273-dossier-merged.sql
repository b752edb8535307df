-- The dossiers that go on in another: lists do not show them on their own.
CREATE TABLE dossier_merged (
    stream uuid NOT NULL,
    PRIMARY KEY (stream)
);
