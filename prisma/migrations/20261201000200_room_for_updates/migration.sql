-- What waits is written once more when it ends, and a push with every claim and end: within their pages, where no index hears
-- of what it does not hold.
ALTER TABLE "notification" SET (fillfactor = 60);
ALTER TABLE "push" SET (fillfactor = 60);
