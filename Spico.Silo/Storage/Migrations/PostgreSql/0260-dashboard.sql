-- Stays in hospital that are not over, for dashboards: sealed under their dossier's key.
CREATE TABLE dossier_stay (
    stream uuid NOT NULL,
    seq    bigint NOT NULL,
    state  bigint NOT NULL,
    since  bigint NOT NULL,
    stay   bytea NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- The coordination plan of a dossier while it is in force, and when it is to be looked at again.
CREATE TABLE dossier_plan (
    stream    uuid NOT NULL,
    seq       bigint NOT NULL,
    review_at bigint NOT NULL,
    referent  uuid NOT NULL,
    PRIMARY KEY (stream)
);

-- Alerts that stand, for dashboards: sealed under their dossier's key. With a person, on theirs alone.
CREATE TABLE dossier_alert (
    stream    uuid NOT NULL,
    seq       bigint NOT NULL,
    class     bigint NOT NULL,
    person    uuid,
    raised_at bigint NOT NULL,
    alert     bytea NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- Until when somebody wants to be left alone by an alert.
CREATE TABLE dossier_alert_mark (
    stream   uuid NOT NULL,
    seq      bigint NOT NULL,
    person   uuid NOT NULL,
    until_at bigint NOT NULL,
    PRIMARY KEY (stream, seq, person)
);

-- The open tasks of a person, by when they are due: what is over is of the states beyond.
CREATE INDEX dossier_task_person ON dossier_task (person, due_at, stream, seq) WHERE state <= 4;
-- What happened after somebody's mark, told by the index alone.
CREATE INDEX dossier_life_line_seq ON dossier_life_line (stream, seq, class, author, recorded_at);
