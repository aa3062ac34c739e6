/** What the rules of attachments ask of where the bytes are. */

/** Links that need no sign-in: whoever has one may use it, for some minutes. Making one asks nobody. */
export interface MediaLinks {
  /** Bytes of one file. */
  readonly fileBytesMax: number;
  /** Bytes of all that one person has uploaded. */
  readonly userBytesMax: number;
  /** Where the bytes are PUT. */
  uploadLink(attachmentId: string): { readonly url: string; readonly expiresAt: Date };
  /**
   * Where the bytes are got by those who see them in the conversation `scopeId`; or by the owner, whose id it is, before
   * they are sent. Whoever asks within some minutes gets the same one.
   */
  downloadUrl(attachmentId: string, scopeId: string): string;
}

/** The files, each under the id of its attachment. */
export interface MediaFiles {
  /** Files that are not there are gone already. */
  remove(ids: readonly string[]): Promise<void>;
  /**
   * Removes what crashes have left: parts of uploads, and files of which `known` does not answer the id. It looks into a
   * part of the folder each time, and passes over what is younger than a day (a part of an upload: than an hour).
   */
  removeLeftovers(
    now: Date,
    known: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<number>;
}
