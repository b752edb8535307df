-- What is in an agenda, its own and what others asked its person to: the time from the first beginning to the last end,
-- and the appointment sealed under the agenda's key.
CREATE TABLE agenda_appointment (
    stream      uuid NOT NULL,
    origin      uuid NOT NULL,
    appointment bigint NOT NULL,
    starts_at   bigint NOT NULL,
    ends_at     bigint NOT NULL,
    shown       bytea NOT NULL,
    PRIMARY KEY (stream, origin, appointment)
);
CREATE INDEX agenda_appointment_time ON agenda_appointment (stream, ends_at);

-- Who is in a circle, asked when something is told to all of them.
CREATE INDEX dossier_member_stream ON dossier_member (stream);
