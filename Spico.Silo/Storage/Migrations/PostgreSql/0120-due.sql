-- When a consequence is due; 0 is at once. Whatever falls due first is found first, oldest first among equals.
ALTER TABLE consequence ADD COLUMN due_at bigint NOT NULL DEFAULT 0;
CREATE INDEX consequence_due ON consequence (due_at, id);
