-- What is uploaded is looked at before it is READY, and may be REFUSED.

ALTER TYPE "attachment_state" ADD VALUE 'PROCESSING' BEFORE 'READY';
ALTER TYPE "attachment_state" ADD VALUE 'REFUSED';
CREATE TYPE "attachment_refusal" AS ENUM (
  'CONTRADICTS_TYPE', 'SEVERAL_TYPES', 'UNSAFE_ARCHIVE', 'UNREADABLE', 'TOO_MANY_PIXELS', 'MALWARE',
  'TOO_LARGE_TO_SCAN'
);
ALTER TABLE "attachment" ADD COLUMN "refusal" "attachment_refusal";
