CREATE TABLE store (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    id       uuid    NOT NULL,
    epoch    bigint  NOT NULL,
    clock    bigint  NOT NULL
);

-- Half-filled pages: a new head finds room beside the old row, and no index entry moves.
-- What never changes comes last, where an update's log record leaves it out.
CREATE TABLE stream (
    id           uuid     PRIMARY KEY,
    head         bigint   NOT NULL,
    ordinal      bigint   NOT NULL,
    active_at    bigint   NOT NULL,
    kind         smallint NOT NULL,
    wrapped_key  bytea    NOT NULL,
    sealed_title bytea    NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE fact (
    stream        uuid     NOT NULL,
    seq           bigint   NOT NULL,
    ordinal       bigint   NOT NULL,
    author        uuid     NOT NULL,
    at            bigint   NOT NULL,
    kind          integer  NOT NULL,
    data_class    smallint NOT NULL,
    request_facts integer,
    request_id    uuid,
    request_hash  uuid,
    sealed        bytea    NOT NULL
);
ALTER TABLE fact ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX fact_stream_seq ON fact (stream, seq);
-- The id first: UUIDv7 then lands at the right edge, where the stream first would touch a page per fact.
CREATE UNIQUE INDEX fact_request ON fact (request_id, author, stream) WHERE request_id IS NOT NULL;

CREATE TABLE membership (
    stream        uuid   NOT NULL,
    person        uuid   NOT NULL,
    since         bigint NOT NULL,
    since_ordinal bigint NOT NULL,
    visible_after bigint NOT NULL,
    withheld      bigint NOT NULL,
    posted        bigint NOT NULL,
    peer          uuid,
    PRIMARY KEY (stream, person)
) WITH (fillfactor = 70);
CREATE INDEX membership_person ON membership (person);

CREATE TABLE mark (
    person       uuid   NOT NULL,
    stream       uuid   NOT NULL,
    read_up_to   bigint NOT NULL,
    read_ordinal bigint NOT NULL,
    read_own     bigint NOT NULL,
    version      bigint NOT NULL,
    PRIMARY KEY (person, stream)
) WITH (fillfactor = 70);

CREATE TABLE consequence (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream uuid     NOT NULL,
    seq    bigint   NOT NULL,
    target uuid     NOT NULL,
    kind   smallint NOT NULL,
    person uuid     NOT NULL
);
CREATE UNIQUE INDEX consequence_of ON consequence (stream, seq, target, kind, person);
