-- What others are told of a member's marks has an xid of its own, which stands still when the member takes a mark back;
-- and so has what a person chose to show of themselves, which stands still when they are seen.
--
-- Both columns are filled without writing a row: the rows that are there get this migration's xid.

-- AlterTable
ALTER TABLE "member_mark" ADD COLUMN "receipt_xid" xid8 NOT NULL DEFAULT pg_current_xact_id();

-- AlterTable
ALTER TABLE "presence" ADD COLUMN "choice_xid" xid8 DEFAULT pg_current_xact_id();
ALTER TABLE "presence" ALTER COLUMN "choice_xid" DROP DEFAULT;

-- CreateIndex
CREATE INDEX "presence_user_id_choice_xid_idx" ON "presence"("user_id", "choice_xid");


-- ---------------------------------------------------------------------------------------------------------------------
-- What Prisma's schema cannot say.

-- In place of the trigger that kept `changed_xid` alone. A new row has the columns' defaults: it has moved.
CREATE FUNCTION "set_mark_xids"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_xid := pg_current_xact_id();
  IF NEW.delivered_seq <> OLD.delivered_seq OR NEW.receipt_seq <> OLD.receipt_seq THEN
    NEW.receipt_xid := NEW.changed_xid;
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER "member_mark_changed_xid" ON "member_mark";

CREATE TRIGGER "member_mark_xids" BEFORE UPDATE ON "member_mark"
  FOR EACH ROW EXECUTE FUNCTION "set_mark_xids"();

CREATE FUNCTION "set_choice_xid"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.choice_xid := pg_current_xact_id();
  RETURN NEW;
END $$;

-- Who was seen before they chose anything has chosen nothing.
CREATE TRIGGER "presence_choice_xid_of_new" BEFORE INSERT ON "presence" FOR EACH ROW
  WHEN (NEW.chosen_status <> 'ONLINE' OR NEW.custom_status IS NOT NULL)
  EXECUTE FUNCTION "set_choice_xid"();

CREATE TRIGGER "presence_choice_xid" BEFORE UPDATE ON "presence" FOR EACH ROW
  WHEN (NEW.chosen_status <> OLD.chosen_status OR NEW.custom_status IS DISTINCT FROM OLD.custom_status)
  EXECUTE FUNCTION "set_choice_xid"();
