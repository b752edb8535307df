-- What a person keeps about a conversation besides how far they have read it.
ALTER TABLE mark
    ADD COLUMN flags            integer NOT NULL DEFAULT 0,
    ADD COLUMN archived_ordinal bigint  NOT NULL DEFAULT -1,
    ADD COLUMN unread_from      bigint  NOT NULL DEFAULT 0,
    ADD COLUMN unread_ordinal   bigint  NOT NULL DEFAULT 0,
    ADD COLUMN unread_own       bigint  NOT NULL DEFAULT 0,
    ADD COLUMN due_at           bigint  NOT NULL DEFAULT 0,
    ADD COLUMN sealed_note      bytea   NOT NULL DEFAULT '';
