import { cleanableRange, type RangeFacts } from '../../../../../libs/storage/src/cleaner/rules/cleanable-range';

const HOUR = 3_600_000;
/** Segments 0, 10, 20, 30 of 100 bytes, the last one growing; record times are their bases in seconds. */
const facts: RangeFacts = {
  segments: [0, 10, 20, 30].map((baseOffset) => ({ baseOffset, sizeInBytes: 100, maxTimestampMs: baseOffset * 1000 })),
  cleanedOffset: 0,
  logStartOffset: 0,
  logEndOffset: 35,
  boundOffset: 35,
  nowMs: 60_000,
  minLagMs: 0,
};

test.each<[string, Partial<RangeFacts>, [number, number, number, number]]>([
  // why                                               facts                                  from  to  clean dirty
  ['all closed segments of a log never cleaned', {}, [0, 30, 0, 300]],
  ['from where the last pass ended', { cleanedOffset: 10 }, [10, 30, 100, 200]],
  ['a segment that the last pass left in its middle is dirty', { cleanedOffset: 15 }, [15, 30, 100, 200]],
  ['nothing dirty is closed', { cleanedOffset: 30 }, [30, 30, 300, 0]],
  ['a checkpoint before the log start counts as none', { cleanedOffset: 5, logStartOffset: 10 }, [10, 30, 100, 200]],
  ['a checkpoint behind the log end counts as none', { cleanedOffset: 36 }, [0, 30, 0, 300]],
  ['a segment that reaches an open transaction stays whole', { boundOffset: 29 }, [0, 20, 0, 200]],
  ['one that ends at the last stable offset does not', { boundOffset: 20 }, [0, 20, 0, 200]],
  ['nothing is stable', { boundOffset: 0 }, [0, 0, 0, 0]],
  ['a record younger than the lag shelters what follows', { minLagMs: 45_000 }, [0, 20, 0, 200]],
  ['a record exactly as old as the lag does not', { minLagMs: 50_000 }, [0, 20, 0, 200]],
  ['everything is young', { minLagMs: HOUR, nowMs: HOUR - 1 }, [0, 0, 0, 0]],
  ['a log of its growing segment alone', { segments: facts.segments.slice(3), cleanedOffset: 30 }, [30, 30, 0, 0]],
])('%s', (_, changed, expected) => {
  const { firstDirtyOffset, endOffset, cleanBytes, dirtyBytes } = cleanableRange({ ...facts, ...changed });
  expect([firstDirtyOffset, endOffset, cleanBytes, dirtyBytes]).toEqual(expected);
});
