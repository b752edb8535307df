-- Which patient has a number, by its keyed hash.
CREATE TABLE patient_number (
    hash    uuid NOT NULL,
    patient uuid NOT NULL,
    PRIMARY KEY (hash)
);

-- The conversations about a patient, by the patient's dossier.
CREATE TABLE patient_conversation (
    dossier uuid NOT NULL,
    stream  uuid NOT NULL,
    PRIMARY KEY (dossier, stream)
);
