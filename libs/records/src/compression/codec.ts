/** Kafka's codecs; the index is the number in a batch's attributes. */
export const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

/** One of Kafka's codecs by Kafka's name. */
export type Codec = (typeof CODECS)[number];
