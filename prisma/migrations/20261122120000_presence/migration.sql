-- CreateEnum
CREATE TYPE "presence_status" AS ENUM ('ONLINE', 'AWAY', 'BUSY', 'OFFLINE');

-- CreateTable
CREATE TABLE "presence" (
    "user_id" UUID NOT NULL,
    "chosen_status" "presence_status" NOT NULL DEFAULT 'ONLINE',
    "custom_status" TEXT,
    "last_seen_at" TIMESTAMPTZ(3),

    CONSTRAINT "presence_pkey" PRIMARY KEY ("user_id")
);

-- AddForeignKey
ALTER TABLE "presence" ADD CONSTRAINT "presence_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
