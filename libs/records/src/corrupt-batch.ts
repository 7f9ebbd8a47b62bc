/** Bytes that are no batch, no record or no compressed stream. Thrown where records are decoded for a reader (client, CLI). */
export class CorruptBatch extends Error {
  readonly code = 'YAK_CORRUPT_BATCH';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CorruptBatch';
  }
}
