-- Stays in hospital that are not over, for dashboards: sealed under their dossier's key.
CREATE TABLE dossier_stay (
    stream BLOB    NOT NULL,
    seq    INTEGER NOT NULL,
    state  INTEGER NOT NULL,
    since  INTEGER NOT NULL,
    stay   BLOB    NOT NULL,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID;

-- The coordination plan of a dossier while it is in force, and when it is to be looked at again.
CREATE TABLE dossier_plan (
    stream    BLOB    NOT NULL,
    seq       INTEGER NOT NULL,
    review_at INTEGER NOT NULL,
    referent  BLOB    NOT NULL,
    PRIMARY KEY (stream)
) WITHOUT ROWID;

-- Alerts that stand, for dashboards: sealed under their dossier's key. With a person, on theirs alone.
CREATE TABLE dossier_alert (
    stream    BLOB    NOT NULL,
    seq       INTEGER NOT NULL,
    class     INTEGER NOT NULL,
    person    BLOB,
    raised_at INTEGER NOT NULL,
    alert     BLOB    NOT NULL,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID;

-- Until when somebody wants to be left alone by an alert.
CREATE TABLE dossier_alert_mark (
    stream   BLOB    NOT NULL,
    seq      INTEGER NOT NULL,
    person   BLOB    NOT NULL,
    until_at INTEGER NOT NULL,
    PRIMARY KEY (stream, seq, person)
) WITHOUT ROWID;

-- The open tasks of a person, by when they are due: what is over is of the states beyond.
CREATE INDEX dossier_task_person ON dossier_task (person, due_at, stream, seq) WHERE state <= 4;
-- What happened after somebody's mark, told by the index alone.
CREATE INDEX dossier_life_line_seq ON dossier_life_line (stream, seq, class, author, recorded_at);
