-- Large uploads come in parts: under which name the file store knows them.

ALTER TABLE "attachment" ADD COLUMN "parts_id" TEXT;
