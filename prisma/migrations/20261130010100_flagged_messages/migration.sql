-- AlterTable
ALTER TABLE "report" ADD COLUMN "message_count" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "flagged_message" (
    "id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "message_seq" INTEGER NOT NULL,
    "message_id" UUID NOT NULL,
    "message_changed_seq" INTEGER NOT NULL,

    CONSTRAINT "flagged_message_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "flagged_message_report_id_message_seq_key" ON "flagged_message"("report_id", "message_seq");

-- CreateIndex
CREATE INDEX "flagged_message_message_id_idx" ON "flagged_message"("message_id");

-- AddForeignKey
ALTER TABLE "flagged_message" ADD CONSTRAINT "flagged_message_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "report"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------------------
-- What Prisma's schema cannot say.

-- What waits of a rule, a sender and a conversation.
CREATE INDEX "report_flagged_idx" ON "report"("content_rule_id", "reported_user_id", "conversation_id")
  WHERE "state" = 'OPEN' AND "content_rule_id" IS NOT NULL;

-- A report that a content rule makes joins the one that is there of the same sender in the same conversation and that no
-- moderator has taken on: it is of the newest message then, and has the others beside. A message that waits for a decision
-- already is no second time reported. Its conversation is locked. After the insert, so that whoever inserts is answered a
-- row, as the version before this expects.
CREATE FUNCTION "gather_flagged"() RETURNS trigger LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
DECLARE
  v_known report%ROWTYPE;
BEGIN
  IF EXISTS (
    SELECT FROM flagged_message f JOIN report r ON r.id = f.report_id
    WHERE f.message_id = NEW.target_id AND r.state <> 'RESOLVED'
  ) THEN
    DELETE FROM report WHERE id = NEW.id;
    RETURN NULL;
  END IF;

  SELECT * INTO v_known FROM report r
  WHERE r.content_rule_id = NEW.content_rule_id AND r.reported_user_id = NEW.reported_user_id
    AND r.conversation_id = NEW.conversation_id AND r.state = 'OPEN'
  ORDER BY r.created_at, r.id LIMIT 1 FOR UPDATE;
  -- Of several that one statement inserts, all join the same; it may have joined others to itself already.
  IF NOT FOUND OR v_known.id = NEW.id THEN RETURN NULL; END IF;

  DELETE FROM report WHERE id = NEW.id;
  -- The newest is what the report is of: whoever may see one of its messages may see that.
  IF NEW.message_seq > v_known.message_seq THEN
    INSERT INTO flagged_message (id, report_id, message_seq, message_id, message_changed_seq)
    VALUES (gen_random_uuid(), v_known.id, v_known.message_seq, v_known.target_id, v_known.message_changed_seq);
    UPDATE report SET target_id = NEW.target_id, message_seq = NEW.message_seq,
      message_changed_seq = NEW.message_changed_seq, message_count = message_count + 1
    WHERE id = v_known.id;
  ELSE
    INSERT INTO flagged_message (id, report_id, message_seq, message_id, message_changed_seq)
    VALUES (gen_random_uuid(), v_known.id, NEW.message_seq, NEW.target_id, NEW.message_changed_seq);
    UPDATE report SET message_count = message_count + 1 WHERE id = v_known.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "report_gather_flagged" AFTER INSERT ON "report"
  FOR EACH ROW WHEN (NEW."content_rule_id" IS NOT NULL AND NEW."state" = 'OPEN') EXECUTE FUNCTION "gather_flagged"();
