import type { OffsetRange, Position } from './offset-grammar';

/** Where one partition is read: from an offset up to another (exclusive), or without end. */
export interface PartitionPlan {
  readonly topic: string;
  readonly partition: number;
  readonly startOffset: number;
  readonly endOffset: number | null;
}

/** How offsets of a partition are found. A time after the last record gives the end. */
export type FindOffset = (where: 'earliest' | 'latest' | { readonly timestampMs: number }) => Promise<number>;

const clamp = (offset: number, start: number, end: number): number => Math.max(start, Math.min(end, offset));

const resolve = async (position: Position, find: FindOffset): Promise<number> => {
  switch (position.kind) {
    case 'start':
      return find('earliest');
    case 'end':
      return find('latest');
    case 'timestamp':
      return find({ timestampMs: position.timestampMs });
    case 'exact':
      return position.offset;
    case 'afterStart':
      return (await find('earliest')) + position.offset;
    case 'beforeEnd':
      return (await find('latest')) - position.offset;
  }
};

/**
 * The offsets that a range means in one partition now; a start outside of the log is moved to its nearest end.
 * @param isEndingAtEnd stop where the log ends now, unless the range stops earlier
 */
export async function planPartition(
  place: { readonly topic: string; readonly partition: number },
  range: OffsetRange,
  isEndingAtEnd: boolean,
  find: FindOffset,
): Promise<PartitionPlan> {
  const [earliest, latest] = [await find('earliest'), await find('latest')];
  const startOffset = clamp(await resolve(range.from, find), earliest, latest);
  const wanted = range.until === null ? null : await resolve(range.until, find);
  const endOffset = isEndingAtEnd ? Math.min(wanted ?? latest, latest) : wanted;
  return { ...place, startOffset, endOffset };
}
