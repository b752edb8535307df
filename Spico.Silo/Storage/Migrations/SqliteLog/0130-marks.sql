-- What a person keeps about a conversation besides how far they have read it.
ALTER TABLE mark ADD COLUMN flags            INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mark ADD COLUMN archived_ordinal INTEGER NOT NULL DEFAULT -1;
ALTER TABLE mark ADD COLUMN unread_from      INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mark ADD COLUMN unread_ordinal   INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mark ADD COLUMN unread_own       INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mark ADD COLUMN due_at           INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mark ADD COLUMN sealed_note      BLOB    NOT NULL DEFAULT x'';
