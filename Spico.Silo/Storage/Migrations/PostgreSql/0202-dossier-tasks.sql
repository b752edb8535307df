-- What a member of a circle does not read, as bits of classes.
ALTER TABLE dossier_member ADD COLUMN withheld bigint NOT NULL DEFAULT 0;

-- Tasks, for the board: what it filters and sorts by, and the task sealed under its dossier's key.
CREATE TABLE dossier_task (
    stream    uuid NOT NULL,
    seq       bigint NOT NULL,
    state     bigint NOT NULL,
    due_at    bigint NOT NULL,
    person    uuid,
    structure uuid,
    task      bytea NOT NULL,
    PRIMARY KEY (stream, seq)
);
CREATE INDEX dossier_task_due ON dossier_task (stream, due_at, seq);
