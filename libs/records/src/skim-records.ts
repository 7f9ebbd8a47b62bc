/** What a skim over the records of one batch saw. One object is used for all: read it before the next skim. */
export interface RecordSkim {
  /** Smallest and largest timestamp delta, ms. */
  minTimestampDelta: number;
  maxTimestampDelta: number;
  hasEveryKey: boolean;
}

const skim: RecordSkim = { minTimestampDelta: 0, maxTimestampDelta: 0, hasEveryKey: true };
const UNUSUAL = -1;
let at = 0;
let timestampDelta = 0;
let keyLength = 0;

/**
 * Walks the records of an uncompressed batch that are shaped as nearly all are: no headers, offset deltas 0, 1, 2 …, numbers
 * of at most 28 bits. It checks all that a slower walk checks, and judges nothing that is unusual.
 * This is the inner loop of produce with small records: locals and one module variable, no objects, no calls through fields.
 * @param bytes the batch, records from `start` to `end` (exclusive)
 * @param count records that the header promises
 * @returns what it saw, or null where a record is unusual or wrong: the slower walk then says which and why
 */
export function skimRecords(
  bytes: Buffer,
  start: number,
  { end, count }: { end: number; count: number },
): RecordSkim | null {
  let smallest = Number.MAX_SAFE_INTEGER;
  let largest = Number.MIN_SAFE_INTEGER;
  let hasEveryKey = true;
  at = start;
  for (let index = 0; index < count; index += 1) {
    if (!stepsOver(bytes, index, end)) return null;
    const delta = (timestampDelta >>> 1) ^ -(timestampDelta & 1);
    if (delta < smallest) smallest = delta;
    if (delta > largest) largest = delta;
    if (keyLength === 1) hasEveryKey = false;
  }
  if (at !== end || count === 0) return null;
  skim.minTimestampDelta = smallest;
  skim.maxTimestampDelta = largest;
  skim.hasEveryKey = hasEveryKey;
  return skim;
}

/** Moves behind the record at `index`; false where it is unusual. Leaves its timestamp delta and key length, zigzagged. */
function stepsOver(bytes: Buffer, index: number, end: number): boolean {
  const size = number28(bytes);
  const recordEnd = at + (size >>> 1);
  if (size === UNUSUAL || (size & 1) !== 0 || recordEnd > end || bytes[at] !== 0) return false;
  at += 1; // attributes: none are defined
  timestampDelta = number28(bytes);
  if (timestampDelta === UNUSUAL || number28(bytes) !== index * 2) return false;
  keyLength = number28(bytes);
  if (!skips(keyLength, recordEnd) || !skips(number28(bytes), recordEnd)) return false;
  at += 1;
  return bytes[at - 1] === 0 && at === recordEnd; // no headers, and nothing behind them
}

/** An unsigned LEB128 number of at most 28 bits, still zigzagged; UNUSUAL when it is longer or the bytes end. */
function number28(bytes: Buffer): number {
  const first = bytes[at] ?? 0x80;
  at += 1;
  if (first < 0x80) return first;
  const second = bytes[at] ?? 0x80;
  at += 1;
  if (second < 0x80) return (first & 0x7f) | (second << 7);
  return longer(bytes, (first & 0x7f) | ((second & 0x7f) << 7));
}

function longer(bytes: Buffer, low: number): number {
  const third = bytes[at] ?? 0x80;
  at += 1;
  if (third < 0x80) return low | (third << 14);
  const fourth = bytes[at] ?? 0x80;
  at += 1;
  return fourth < 0x80 ? low | ((third & 0x7f) << 14) | (fourth << 21) : UNUSUAL;
}

/** Steps over a key or value of a zigzagged length; zigzagged −1 (1) is null. False when it is unusual or too long. */
function skips(length: number, recordEnd: number): boolean {
  if (length === 1) return at < recordEnd;
  if ((length & 1) !== 0) return false; // negative, and UNUSUAL
  at += length >>> 1;
  return at < recordEnd;
}
