import { partitionAfterFencing, partitionAfterShutdownRequest } from '@yak/cluster';
import { brokerId } from '@yak/model';
import { member, members, partitionRecord, shown } from '../../../support/cluster/records';

const departure = (minInSyncReplicas: number) => ({ brokerId: brokerId(1), minInSyncReplicas, operationId: 'fence' });

test.each([
  ['leads, others suffice', '1@1 2@1 3@1', '', 1, true, '2@1 3@1', '', 6],
  ['leads, others are too few (R10)', '1@1 2@1', '', 2, true, '2@1', '1@1', 6],
  ['leads alone (R10)', '1@1', '', 1, true, '', '1@1', 6],
  ['leads alone while another is eligible', '1@1', '2@1', 2, true, '', '2@1 1@1', 6],
  ['follows', '2@1 1@1 3@1', '', 2, false, '2@1 3@1', '', 5],
])('a fenced broker that %s leaves the ISR', (...[, isr, elr, minimum, leads, isrAfter, elrAfter, epoch]) => {
  const record = partitionRecord({ leader: leads ? member(1, 1) : member(2, 1), isr: members(isr), elr: members(elr) });
  const next = partitionAfterFencing(record, departure(minimum));
  expect(
    next === null ? null : [shown(next.isr), shown(next.elr), next.leaderEpoch, next.leader?.brokerId ?? null],
  ).toEqual([isrAfter, elrAfter, epoch, leads ? null : 2]);
  expect(next?.partitionEpoch).toBe(record.partitionEpoch + 1);
});

test('fencing changes nothing where the broker is neither leader nor in sync', () => {
  expect(
    partitionAfterFencing(
      partitionRecord({ leader: member(2, 1), isr: members('2@1'), elr: members('1@1') }),
      departure(1),
    ),
  ).toBeNull();
});

test('a controlled shutdown gives up what another broker can lead, and nothing else', () => {
  const record = partitionRecord();
  expect(partitionAfterShutdownRequest(record, departure(1), true)).toMatchObject({ leader: null, leaderEpoch: 6 });
  expect(partitionAfterShutdownRequest(record, departure(1), false)).toBeNull();
  expect(
    partitionAfterShutdownRequest(partitionRecord({ leader: null, isr: members('2@1') }), departure(1), true),
  ).toBeNull();
});
