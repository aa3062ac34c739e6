-- The few who administer the server are found among all who use it. Prisma's schema cannot say WHERE.

-- CreateIndex
CREATE INDEX "user_admin_idx" ON "user"("id") WHERE "server_role" = 'ADMIN';
