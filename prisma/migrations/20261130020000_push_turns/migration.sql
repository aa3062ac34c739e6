-- What is said to a person goes before what is said in general.
ALTER TABLE "push" ADD COLUMN     "is_urgent" BOOLEAN NOT NULL DEFAULT false;

-- Those that are due, each kind in its order.
DROP INDEX "push_due_at_idx";
CREATE INDEX "push_is_urgent_due_at_idx" ON "push"("is_urgent", "due_at") WHERE "due_at" IS NOT NULL;
