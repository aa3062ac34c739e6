/** The kinds of attachments. */
import { builder } from "./builder.ts";

export const AttachmentKind = builder.enumType("AttachmentKind", {
  description: "What a file is, as its bytes say.",
  values: {
    IMAGE: { description: "A picture that browsers show." },
    VIDEO: { description: "A video." },
    AUDIO: { description: "Music and the like." },
    VOICE: { description: "Audio that came with a waveform: a voice message." },
    FILE: { description: "Anything else, and what nobody recognises: to be saved, not shown." },
  } as const,
});
