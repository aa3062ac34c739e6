-- Jobs; content that is removed in bulk, by retention and by erasure. See src/jobs/, src/domain/removal/ and
-- src/domain/erasure/.

CREATE TABLE "job" (
  "name" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "run_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "claim_id" UUID,
  "generation" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "job_pkey" PRIMARY KEY ("name", "key")
);
CREATE INDEX "job_run_at_idx" ON "job"("run_at");
