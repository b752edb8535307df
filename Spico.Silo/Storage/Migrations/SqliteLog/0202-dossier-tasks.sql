-- What a member of a circle does not read, as bits of classes.
ALTER TABLE dossier_member ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;

-- Tasks, for the board: what it filters and sorts by, and the task sealed under its dossier's key.
CREATE TABLE dossier_task (
    stream    BLOB NOT NULL,
    seq       INTEGER NOT NULL,
    state     INTEGER NOT NULL,
    due_at    INTEGER NOT NULL,
    person    BLOB,
    structure BLOB,
    task      BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID;
CREATE INDEX dossier_task_due ON dossier_task (stream, due_at, seq);
