CREATE TABLE store (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    id       BLOB    NOT NULL,
    epoch    INTEGER NOT NULL,
    clock    INTEGER NOT NULL
);

CREATE TABLE stream (
    id           BLOB    NOT NULL,
    head         INTEGER NOT NULL,
    ordinal      INTEGER NOT NULL,
    active_at    INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    wrapped_key  BLOB    NOT NULL,
    sealed_title BLOB    NOT NULL
);
CREATE UNIQUE INDEX stream_id ON stream (id);

-- A rowid table: facts of all streams are appended at the end of one b-tree.
CREATE TABLE fact (
    stream        BLOB    NOT NULL,
    seq           INTEGER NOT NULL,
    ordinal       INTEGER NOT NULL,
    author        BLOB    NOT NULL,
    at            INTEGER NOT NULL,
    kind          INTEGER NOT NULL,
    data_class    INTEGER NOT NULL,
    request_id    BLOB,
    request_hash  BLOB,
    request_facts INTEGER,
    sealed        BLOB    NOT NULL
);
CREATE UNIQUE INDEX fact_stream_seq ON fact (stream, seq);
-- The id first: UUIDv7 then lands at the right edge, where the stream first would touch a page per fact.
CREATE UNIQUE INDEX fact_request ON fact (request_id, author, stream) WHERE request_id IS NOT NULL;

CREATE TABLE membership (
    stream        BLOB    NOT NULL,
    person        BLOB    NOT NULL,
    since         INTEGER NOT NULL,
    since_ordinal INTEGER NOT NULL,
    visible_after INTEGER NOT NULL,
    withheld      INTEGER NOT NULL,
    posted        INTEGER NOT NULL,
    peer          BLOB,
    PRIMARY KEY (stream, person)
) WITHOUT ROWID;
CREATE INDEX membership_person ON membership (person, stream);

CREATE TABLE mark (
    person       BLOB    NOT NULL,
    stream       BLOB    NOT NULL,
    read_up_to   INTEGER NOT NULL,
    read_ordinal INTEGER NOT NULL,
    read_own     INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    PRIMARY KEY (person, stream)
) WITHOUT ROWID;

CREATE TABLE consequence (
    id     INTEGER PRIMARY KEY,
    stream BLOB    NOT NULL,
    seq    INTEGER NOT NULL,
    target BLOB    NOT NULL,
    kind   INTEGER NOT NULL,
    person BLOB    NOT NULL
);
CREATE UNIQUE INDEX consequence_of ON consequence (stream, seq, target, kind, person);
