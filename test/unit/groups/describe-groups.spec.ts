import { ErrorCode } from '@yak/model';
import { ClassicGroup } from '../../../libs/groups/src/classic';
import { ConsumerGroup } from '../../../libs/groups/src/consumer';
import { describeConsumerGroup, describeGroup, listGroups } from '../../../libs/groups/src/describe-groups';
import { FakeServices } from '../../support/groups/fake-services';

function groupsHere() {
  const services = new FakeServices();
  services.groups.put(ClassicGroup.simple(services, 'classic'));
  services.groups.put(new ConsumerGroup(services, 'consumer'));
  return services.groups;
}

describe('DescribeGroups', () => {
  test('shows a classic group', () => {
    expect(describeGroup(groupsHere(), 'classic')).toMatchObject({
      errorCode: 0,
      groupId: 'classic',
      groupState: 'Empty',
    });
  });

  test.each(['consumer', 'nobody'])('says of the group %p that it is Dead, and no error', (groupId) => {
    expect(describeGroup(groupsHere(), groupId)).toEqual({
      errorCode: 0,
      groupId,
      groupState: 'Dead',
      protocolType: '',
      protocolData: '',
      members: [],
    });
  });
});

describe('ConsumerGroupDescribe', () => {
  test('shows a group of the consumer protocol', () => {
    expect(describeConsumerGroup(groupsHere(), 'consumer')).toMatchObject({ errorCode: 0, groupState: 'Empty' });
  });

  test.each(['classic', 'nobody'])('does not find the group %p', (groupId) => {
    expect(describeConsumerGroup(groupsHere(), groupId).errorCode).toBe(ErrorCode.GROUP_ID_NOT_FOUND);
  });
});

describe('ListGroups', () => {
  test.each([
    [[], [], ['classic', 'consumer']],
    [['empty'], [], ['classic', 'consumer']],
    [[' EMPTY ', 'Stable'], [], ['classic', 'consumer']],
    [['Stable'], [], []],
    [['no such state'], [], []],
    [[], ['Classic'], ['classic']],
    [[], ['CONSUMER', 'share'], ['consumer']],
    [[], ['no such type'], []],
    [['Empty'], ['consumer'], ['consumer']],
  ])('of states %p and types %p gives %p', (states, types, expected) => {
    expect(listGroups(groupsHere(), { states, types }).map(({ groupId }) => groupId)).toEqual(expected);
  });

  test('says type, state and protocol type; a group that nobody has joined has none', () => {
    expect(listGroups(groupsHere(), { states: [], types: [] })).toEqual([
      { groupId: 'classic', protocolType: '', groupState: 'Empty', groupType: 'classic' },
      { groupId: 'consumer', protocolType: 'consumer', groupState: 'Empty', groupType: 'consumer' },
    ]);
  });
});
