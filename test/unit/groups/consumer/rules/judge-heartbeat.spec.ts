import { errorName } from '@yak/model';
import { type HeartbeatShape, judgeHeartbeat } from '../../../../../libs/groups/src/consumer/rules/judge-heartbeat';

const JOIN: HeartbeatShape = {
  groupId: 'g',
  memberId: 'm',
  memberEpoch: 0,
  instanceId: null,
  rackId: null,
  rebalanceTimeoutMs: 1_000,
  subscribedTopicNames: ['orders'],
  subscribedTopicRegex: null,
  serverAssignor: null,
  topicPartitions: [],
};

const NO_NAMES = { subscribedTopicNames: null };

test.each`
  what                                     | change                                                                            | version | error
  ${'joins'}                               | ${{}}                                                                             | ${1}    | ${null}
  ${'joins without an id in v0'}           | ${{ memberId: '' }}                                                               | ${0}    | ${null}
  ${'joins without an id in v1'}           | ${{ memberId: '' }}                                                               | ${1}    | ${'INVALID_REQUEST'}
  ${'lives without an id in v0'}           | ${{ memberId: ' ', memberEpoch: 1 }}                                              | ${0}    | ${'INVALID_REQUEST'}
  ${'leaves without an id in v0'}          | ${{ memberId: '', memberEpoch: -1 }}                                              | ${0}    | ${'INVALID_REQUEST'}
  ${'names no group'}                      | ${{ groupId: ' ' }}                                                               | ${1}    | ${'INVALID_REQUEST'}
  ${'has an empty instance'}               | ${{ instanceId: '' }}                                                             | ${1}    | ${'INVALID_REQUEST'}
  ${'has an empty rack'}                   | ${{ rackId: '  ' }}                                                               | ${1}    | ${'INVALID_REQUEST'}
  ${'joins without a rebalance timeout'}   | ${{ rebalanceTimeoutMs: -1 }}                                                     | ${1}    | ${'INVALID_REQUEST'}
  ${'joins and does not say what it owns'} | ${{ topicPartitions: null }}                                                      | ${1}    | ${'INVALID_REQUEST'}
  ${'joins and owns something'}            | ${{ topicPartitions: [{}] }}                                                      | ${1}    | ${'INVALID_REQUEST'}
  ${'joins without a subscription'}        | ${NO_NAMES}                                                                       | ${1}    | ${'INVALID_REQUEST'}
  ${'joins with no names'}                 | ${{ subscribedTopicNames: [] }}                                                   | ${1}    | ${null}
  ${'joins with a pattern'}                | ${{ ...NO_NAMES, subscribedTopicRegex: 'o.*' }}                                   | ${1}    | ${null}
  ${'joins with a pattern in v0'}          | ${{ ...NO_NAMES, subscribedTopicRegex: 'o.*' }}                                   | ${0}    | ${'INVALID_REQUEST'}
  ${'lives and says nothing'}              | ${{ memberEpoch: 3, ...NO_NAMES, topicPartitions: null, rebalanceTimeoutMs: -1 }} | ${1}    | ${null}
  ${'leaves'}                              | ${{ memberEpoch: -1 }}                                                            | ${1}    | ${null}
  ${'leaves for a while'}                  | ${{ memberEpoch: -2, instanceId: 'i' }}                                           | ${1}    | ${null}
  ${'leaves for a while but is dynamic'}   | ${{ memberEpoch: -2 }}                                                            | ${1}    | ${'INVALID_REQUEST'}
  ${'has an epoch that means nothing'}     | ${{ memberEpoch: -3, instanceId: 'i' }}                                           | ${1}    | ${'INVALID_REQUEST'}
  ${'wants an assignor that is known'}     | ${{ serverAssignor: 'range' }}                                                    | ${1}    | ${null}
  ${'wants an assignor that is not known'} | ${{ serverAssignor: 'mine' }}                                                     | ${1}    | ${'UNSUPPORTED_ASSIGNOR'}
`(
  'a member that $what gets $error',
  ({ change, version, error }: { change: object; version: number; error: string }) => {
    const fault = judgeHeartbeat({ ...JOIN, ...change }, version, ['uniform', 'range']);
    expect(fault === null ? null : errorName(fault.code)).toBe(error);
  },
);
