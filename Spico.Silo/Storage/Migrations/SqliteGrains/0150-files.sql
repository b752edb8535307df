-- Name, type and hash are sealed under the file's own key.
CREATE TABLE file (
    id         BLOB    NOT NULL PRIMARY KEY,
    owner      BLOB    NOT NULL,
    state      INTEGER NOT NULL,
    refusal    INTEGER NOT NULL,
    content    INTEGER NOT NULL,
    size       INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    request    BLOB    NOT NULL,
    owner_key  BLOB    NOT NULL,
    sealed     BLOB    NOT NULL
) WITHOUT ROWID;
CREATE INDEX file_owner ON file (owner);
CREATE INDEX file_expires_at ON file (expires_at);
CREATE INDEX file_waiting ON file (id) WHERE state = 2;

-- The file's key, under the key of a stream that shows it.
CREATE TABLE file_hold (
    file       BLOB    NOT NULL,
    stream     BLOB    NOT NULL,
    author     BLOB    NOT NULL,
    request    BLOB    NOT NULL,
    at         INTEGER NOT NULL,
    is_shown   INTEGER NOT NULL,
    sealed_key BLOB    NOT NULL,
    PRIMARY KEY (file, stream, author, request)
) WITHOUT ROWID;
