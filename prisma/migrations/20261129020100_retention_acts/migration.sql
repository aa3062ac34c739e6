-- AlterEnum
ALTER TYPE "audit_act" ADD VALUE 'RETENTION_CHANGED';

-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN "previous_retention_days" INTEGER,
ADD COLUMN "retention_days" INTEGER;
