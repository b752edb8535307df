-- The structure for which whoever recorded it acts, or that it is about.
ALTER TABLE dossier_life_line ADD COLUMN structure BLOB;
