-- The classes of data that are withheld from who acts, as a set of bits.
ALTER TABLE delegation ADD COLUMN withheld bigint NOT NULL DEFAULT 0;
