-- How far some device of the person has received the conversation.
ALTER TABLE mark ADD COLUMN delivered_up_to bigint NOT NULL DEFAULT 0;
