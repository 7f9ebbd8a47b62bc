/**
 * What one message may cost its reader, whatever its bytes promise. Checked before anything is allocated.
 * Why a limit on bytes is not enough: an empty array element of one byte costs this process about 100 bytes.
 */
export interface DecodeBudget {
  /** Elements of all arrays together, and unknown tagged fields, of one message. */
  readonly elementsMax: number;
  /** Estimated bytes of the objects made for one message; views of the frame are not counted, they share it. */
  readonly objectBytesMax: number;
}

/** For a peer whose principal is known. */
export const authenticatedBudget: DecodeBudget = { elementsMax: 1_000_000, objectBytesMax: 64 * 1024 * 1024 };

/** For a peer who has not proven who it is: ApiVersions and the SASL exchange need no more. */
export const unauthenticatedBudget: DecodeBudget = { elementsMax: 1_000, objectBytesMax: 256 * 1024 };

/** Unknown tagged fields that one struct may carry; they are skipped, not kept. */
export const UNKNOWN_TAGS_MAX = 64;

/** Longest string in bytes, as the old two-byte length had it; Kafka holds compact strings to the same. */
export const STRING_BYTES_MAX = 32_767;
