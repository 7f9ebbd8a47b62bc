/** The largest distance of an offset from its segment's base. */
const RELATIVE_OFFSET_MAX = 2 ** 31 - 1;

/** What grouping looks at; sizes are those before cleaning. */
export interface GroupedSegment {
  readonly baseOffset: number;
  /** offset behind its last batch */
  readonly nextOffset: number;
  readonly sizeInBytes: number;
  readonly offsetIndexBytes: number;
  readonly timeIndexBytes: number;
}

/** What a cleaned segment may measure. */
export interface GroupLimits {
  /** `segment.bytes` */
  readonly segmentBytes: number;
  /** `segment.index.bytes` */
  readonly segmentIndexBytes: number;
}

/**
 * Segments that become one each, in order: the next one joins while the sums of sizes and of each index fit one segment and all
 * offsets lie within 2^31 − 1 of the first; an empty one always does. Source: Kafka Cleaner.groupSegmentsBySize.
 */
export function groupSegments<Segment extends GroupedSegment>(
  segments: readonly Segment[],
  limits: GroupLimits,
): Segment[][] {
  const groups: Segment[][] = [];
  let sums = { sizeInBytes: 0, offsetIndexBytes: 0, timeIndexBytes: 0 };
  for (const segment of segments) {
    const group = groups.at(-1);
    const grown = {
      sizeInBytes: sums.sizeInBytes + segment.sizeInBytes,
      offsetIndexBytes: sums.offsetIndexBytes + segment.offsetIndexBytes,
      timeIndexBytes: sums.timeIndexBytes + segment.timeIndexBytes,
    };
    const first = group?.[0];
    if (group !== undefined && first !== undefined && joins(segment, first, { grown, limits })) {
      group.push(segment);
      sums = grown;
      continue;
    }
    groups.push([segment]);
    sums = segment;
  }
  return groups;
}

function joins(
  segment: GroupedSegment,
  first: GroupedSegment,
  {
    grown,
    limits,
  }: { readonly grown: Omit<GroupedSegment, 'baseOffset' | 'nextOffset'>; readonly limits: GroupLimits },
): boolean {
  if (segment.nextOffset - 1 - first.baseOffset > RELATIVE_OFFSET_MAX) return false;
  if (segment.sizeInBytes === 0) return true;
  const { segmentBytes, segmentIndexBytes } = limits;
  return (
    grown.sizeInBytes <= segmentBytes &&
    grown.offsetIndexBytes <= segmentIndexBytes &&
    grown.timeIndexBytes <= segmentIndexBytes
  );
}
