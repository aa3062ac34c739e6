-- What a person waits for is claimed before what nobody waits for. Each kind is a range of the index, in the order in which
-- it has been due. The version before this claims by the time alone, without an index, and adds no urgent ones.

ALTER TABLE "job" ADD COLUMN "is_urgent" BOOLEAN NOT NULL DEFAULT false;
UPDATE "job" SET "is_urgent" = true WHERE "name" IN ('eraseAccount', 'exportData');

-- CreateIndex
CREATE INDEX "job_is_urgent_run_at_idx" ON "job"("is_urgent", "run_at");

-- DropIndex
DROP INDEX "job_run_at_idx";
