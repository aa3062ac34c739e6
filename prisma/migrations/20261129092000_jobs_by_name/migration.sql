-- Files are waited for. And whoever looks for jobs of some names reads no others: while a scanner is away there may be
-- thousands of files that are due.
UPDATE "job" SET "is_urgent" = true WHERE "name" = 'processMedia';
-- CreateIndex
CREATE INDEX "job_is_urgent_name_run_at_idx" ON "job"("is_urgent", "name", "run_at");
-- DropIndex
DROP INDEX "job_is_urgent_run_at_idx";
