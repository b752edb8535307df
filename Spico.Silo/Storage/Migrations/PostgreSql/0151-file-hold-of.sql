-- What one message shows: let go of when it is retracted.
CREATE INDEX file_hold_of ON file_hold (stream, author, request);
