import { decodeRecord, encodeRecord } from '@yak/control';
import { BusError } from './bus-error';
import type { StoredRecord } from './metadata-store';

/** One entry of the metadata file: a unit that was committed, or a part of a rewritten store. */
export interface StoreEntry {
  /** Newest revision that was given out when the entry was written. */
  readonly revision: number;
  /** Deletions up to here are forgotten; 0 where none is. */
  readonly forgottenRevision: number;
  readonly changes: readonly StoredRecord[];
}

const FORM = 'yak-metadata-1';
const failed = (cause: unknown): BusError =>
  new BusError('YAK_BUS_STORE_FAILED', 'the metadata file holds an entry that is none', { cause });

/**
 * An entry as bytes, one line for itself and one for each change; a deletion has no JSON.
 *
 *   yak-metadata-1 18 0
 *   17 topic.3f… {"v":1,"kind":"topic",…}
 *   18 partition.3f….0
 */
export function encodeEntry(entry: StoreEntry): Buffer {
  const lines = [`${FORM} ${entry.revision} ${entry.forgottenRevision}`];
  for (const { key, record, revision } of entry.changes)
    lines.push(`${revision} ${key} ${record === null ? '' : encodeRecord(record)}`);
  return Buffer.from(lines.join('\n'), 'utf8');
}

/** An entry from its bytes. Throws BusError YAK_BUS_STORE_FAILED. */
export function decodeEntry(bytes: Buffer): StoreEntry {
  const lines = bytes.toString('utf8').split('\n');
  const [form, revision, forgottenRevision] = (lines[0] ?? '').split(' ');
  if (form !== FORM) throw failed(`form "${form ?? ''}"`);
  return {
    revision: revisionFrom(revision),
    forgottenRevision: revisionFrom(forgottenRevision),
    changes: lines.slice(1).map(decodeChange),
  };
}

function decodeChange(line: string): StoredRecord {
  const afterRevision = line.indexOf(' ');
  const afterKey = line.indexOf(' ', afterRevision + 1);
  if (afterRevision < 1 || afterKey < 0) throw failed('a line without key');
  const json = line.slice(afterKey + 1);
  try {
    const record = json === '' ? null : decodeRecord(json);
    return {
      key: line.slice(afterRevision + 1, afterKey),
      record,
      revision: revisionFrom(line.slice(0, afterRevision)),
    };
  } catch (error) {
    throw failed(error);
  }
}

function revisionFrom(digits: string | undefined): number {
  const revision = Number(digits);
  if (digits === undefined || digits === '' || !Number.isSafeInteger(revision) || revision < 0)
    throw failed(`revision "${digits ?? ''}"`);
  return revision;
}
