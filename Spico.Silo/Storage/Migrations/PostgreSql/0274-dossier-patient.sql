-- Whoever looks for a patient is told of their dossier.
CREATE INDEX dossier_patient ON dossier (patient);
