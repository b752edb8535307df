-- Who is known, to be found by keyed hashes of what they are. The identity as shown is sealed under the patient's key.
CREATE TABLE patient_identity (
    patient BLOB NOT NULL,
    traits  BLOB NOT NULL,
    sound   BLOB NOT NULL,
    shown   BLOB NOT NULL,
    PRIMARY KEY (patient)
) WITHOUT ROWID;
CREATE INDEX patient_identity_traits ON patient_identity (traits);
CREATE INDEX patient_identity_sound ON patient_identity (sound);

-- The dossiers there are.
CREATE TABLE dossier (
    stream     BLOB NOT NULL,
    patient    BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (stream)
) WITHOUT ROWID;

-- Who is in which circle just now.
CREATE TABLE dossier_member (
    person BLOB NOT NULL,
    stream BLOB NOT NULL,
    PRIMARY KEY (person, stream)
) WITHOUT ROWID;
