-- Which dossier a conversation is about, when it is about a patient.
CREATE INDEX patient_conversation_stream ON patient_conversation (stream);
