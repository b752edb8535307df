-- Which patient has a number, by its keyed hash.
CREATE TABLE patient_number (
    hash    BLOB NOT NULL,
    patient BLOB NOT NULL,
    PRIMARY KEY (hash)
) WITHOUT ROWID;

-- The conversations about a patient, by the patient's dossier.
CREATE TABLE patient_conversation (
    dossier BLOB NOT NULL,
    stream  BLOB NOT NULL,
    PRIMARY KEY (dossier, stream)
) WITHOUT ROWID;
