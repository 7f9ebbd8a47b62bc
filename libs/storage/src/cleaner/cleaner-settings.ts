/** What the cleaner of a log directory is told by the broker's settings. Bytes, milliseconds. Source: Kafka CleanerConfig. */
export interface CleanerSettings {
  /** `log.cleaner.enable` */
  readonly isEnabled: boolean;
  /** `log.cleaner.backoff.ms`: pause when nothing is to be cleaned */
  readonly backoffMs: number;
  /** `log.cleaner.dedupe.buffer.size`: memory of the key map */
  readonly keyMapBytesMax: number;
  /** `log.cleaner.io.buffer.load.factor`: the largest share of the key map's slots in use */
  readonly keyMapLoadFactor: number;
  /** `log.cleaner.io.buffer.size`: read at once, half of it */
  readonly bufferBytes: number;
  /** `log.cleaner.io.max.bytes.per.second`: read and written */
  readonly bytesPerSecondMax: number;
}

/** Kafka's defaults. */
export const defaultCleanerSettings: CleanerSettings = {
  isEnabled: true,
  backoffMs: 15_000,
  keyMapBytesMax: 128 * 1024 * 1024,
  keyMapLoadFactor: 0.9,
  bufferBytes: 512 * 1024,
  bytesPerSecondMax: Number.MAX_VALUE,
};
