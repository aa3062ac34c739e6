-- Of several who say at once that the parts of an upload are there, one makes a whole of them.
ALTER TABLE "attachment" ADD COLUMN "joining_until" TIMESTAMPTZ(3);
