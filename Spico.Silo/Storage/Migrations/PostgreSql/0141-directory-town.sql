CREATE INDEX ON directory_structure (town);
