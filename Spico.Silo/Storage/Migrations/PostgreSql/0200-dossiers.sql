-- Who is known, to be found by keyed hashes of what they are. The identity as shown is sealed under the patient's key.
CREATE TABLE patient_identity (
    patient uuid NOT NULL,
    traits  uuid NOT NULL,
    sound   uuid NOT NULL,
    shown   bytea NOT NULL,
    PRIMARY KEY (patient)
);
CREATE INDEX patient_identity_traits ON patient_identity (traits);
CREATE INDEX patient_identity_sound ON patient_identity (sound);

-- The dossiers there are.
CREATE TABLE dossier (
    stream     uuid NOT NULL,
    patient    uuid NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (stream)
);

-- Who is in which circle just now.
CREATE TABLE dossier_member (
    person uuid NOT NULL,
    stream uuid NOT NULL,
    PRIMARY KEY (person, stream)
);
