-- Which master key wraps the keys of this store: a value that only that key yields, and that tells nothing of it.
ALTER TABLE store ADD COLUMN key_check bytea;
