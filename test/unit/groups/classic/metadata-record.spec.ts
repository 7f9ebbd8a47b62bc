import { groupTombstone, newGroupRecord } from '../../../../libs/groups/src/classic/metadata-record';
import { ClassicClient, stableGroup } from '../../../support/groups/classic-client';
import { FakeServices, throughBytes } from '../../../support/groups/fake-services';

test('the record of a new group has nobody and no protocol', () => {
  expect(throughBytes(newGroupRecord('group', 12))).toMatchObject({
    kind: 'groupMetadata',
    key: { group: 'group' },
    value: { protocolType: '', generation: 0, protocol: null, leader: null, currentStateTimestamp: 12, members: [] },
  });
  expect(throughBytes(newGroupRecord('group', null)).value).toMatchObject({ currentStateTimestamp: -1 });
});

test('a tombstone has the key of the group', () => {
  expect(throughBytes(groupTombstone('group'))).toEqual({
    kind: 'groupMetadata',
    key: { group: 'group' },
    value: null,
  });
});

test('the record of a generation has each member with what it says under the selected protocol', async () => {
  const services = new FakeServices();
  const client = new ClassicClient(services, 'group', 'kcat');
  client.protocols = [
    { name: 'range', metadata: Buffer.from('for range') },
    { name: 'sticky', metadata: Buffer.from('for sticky') },
  ];
  await stableGroup(client);
  expect(services.appended.at(-1)).toMatchObject({
    value: {
      protocolType: 'consumer',
      generation: 1,
      protocol: 'range',
      leader: client.memberId,
      members: [
        {
          memberId: client.memberId,
          groupInstanceId: null,
          clientId: 'kcat',
          clientHost: '/127.0.0.1',
          rebalanceTimeout: 60_000,
          sessionTimeout: 10_000,
          subscription: Buffer.from('for range'),
          assignment: Buffer.from('for kcat'),
        },
      ],
    },
  });
});
