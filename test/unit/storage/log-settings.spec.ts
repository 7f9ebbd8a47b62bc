import { defaultLogSettings } from '@yak/storage';
import { isCompacted, segmentMsOf } from '../../../libs/storage/src/log-settings';

test.each([
  [['delete'] as const, false, 1000],
  [['compact'] as const, true, 400],
  [['delete', 'compact'] as const, true, 400],
])('with cleanup.policy %j a segment grows for so long', (cleanupPolicy, compacted, segmentMs) => {
  const settings = { ...defaultLogSettings, cleanupPolicy, segmentMs: 1000, maxCompactionLagMs: 400 };
  expect([isCompacted(settings), segmentMsOf(settings)]).toEqual([compacted, segmentMs]);
});
