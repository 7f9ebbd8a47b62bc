import type { TopicId } from '@yak/model';
import { fromClassic, fromConsumer } from '../../../libs/client/src/group-description';
import { encodeAssignment, encodeSubscription } from '../../../libs/client/src/group-protocol';

const classicMember = {
  memberId: 'm1',
  groupInstanceId: null,
  clientId: 'app',
  clientHost: '/10.0.0.1',
  memberMetadata: encodeSubscription({ topics: ['orders'], owned: [], generation: null }),
  memberAssignment: encodeAssignment([{ topic: 'orders', partition: 3 }]),
};
const classicGroup = {
  errorCode: 0,
  groupId: 'g',
  groupState: 'Stable',
  protocolType: 'consumer',
  protocolData: 'range',
  members: [classicMember],
  authorizedOperations: 0,
};

describe('a described group', () => {
  it('of the classic protocol shows what its members read', () => {
    const assigned = [{ topic: 'orders', partition: 3 }];
    expect(fromClassic(classicGroup, 4)).toMatchObject({
      type: 'classic',
      state: 'Stable',
      assignor: 'range',
      coordinatorId: 4,
      epoch: null,
      members: [{ memberId: 'm1', topics: ['orders'], assigned, target: assigned, epoch: null }],
    });
  });

  it('that rebalances has members whose metadata is not told', () => {
    const bare = { ...classicMember, memberMetadata: Buffer.alloc(0), memberAssignment: Buffer.alloc(0) };
    expect(fromClassic({ ...classicGroup, members: [bare] }, 4).members[0]).toMatchObject({
      topics: null,
      assigned: [],
    });
  });

  it('that is none of consumers keeps its bytes to itself', () => {
    const connect = { ...classicGroup, protocolType: 'connect' };
    expect(fromClassic(connect, 4).members[0]).toMatchObject({ topics: null, assigned: null });
  });

  it('of the consumer protocol shows what its members have and are to have', () => {
    const share = (partitions: number[]) => ({
      topicPartitions: [{ topicId: 'a'.repeat(32) as TopicId, topicName: 'orders', partitions }],
    });
    const group = fromConsumer(
      {
        errorCode: 0,
        errorMessage: null,
        groupId: 'g',
        groupState: 'Reconciling',
        groupEpoch: 5,
        assignmentEpoch: 5,
        assignorName: 'uniform',
        members: [
          {
            memberId: 'm1',
            instanceId: 'i',
            rackId: null,
            memberEpoch: 4,
            clientId: 'app',
            clientHost: '/10.0.0.1',
            subscribedTopicNames: ['orders'],
            subscribedTopicRegex: '',
            assignment: share([0, 1]),
            targetAssignment: share([0]),
          },
        ],
        authorizedOperations: 0,
      },
      2,
    );
    expect(group).toMatchObject({
      type: 'consumer',
      state: 'Reconciling',
      assignor: 'uniform',
      epoch: 5,
      coordinatorId: 2,
    });
    expect(group.members[0]).toMatchObject({
      epoch: 4,
      instanceId: 'i',
      topicRegex: null,
      assigned: [
        { topic: 'orders', partition: 0 },
        { topic: 'orders', partition: 1 },
      ],
      target: [{ topic: 'orders', partition: 0 }],
    });
  });
});
