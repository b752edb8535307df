-- Which stream a fact of the register erased: asked by everything that follows from it.
CREATE INDEX erased_stream_seq ON erased_stream (seq);
