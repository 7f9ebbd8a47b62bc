import { ErrorCode } from '@yak/model';
import { KafkaError } from './kafka-error';

/** Versions of one API, both ends inclusive. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/**
 * The highest version that both sides speak.
 * @param ours   what our schemas describe
 * @param theirs what the broker says of each API key
 * Throws KafkaError UNSUPPORTED_VERSION where there is none.
 */
export function bestVersion(
  ours: { readonly key: number; readonly name: string; readonly versions: VersionRange },
  theirs: ReadonlyMap<number, VersionRange>,
): number {
  const range = theirs.get(ours.key);
  if (range === undefined)
    throw new KafkaError(ErrorCode.UNSUPPORTED_VERSION, `the broker does not speak ${ours.name}`);
  const version = Math.min(ours.versions.max, range.max);
  if (version >= Math.max(ours.versions.min, range.min)) return version;
  throw new KafkaError(
    ErrorCode.UNSUPPORTED_VERSION,
    `${ours.name}: the broker speaks ${range.min} to ${range.max}, this client ${ours.versions.min} to ${ours.versions.max}`,
  );
}
