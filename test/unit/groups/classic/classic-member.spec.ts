import { answered } from '../../../../libs/groups/src/decision';
import { joinRefused, syncRefused } from '../../../../libs/groups/src/classic/answers';
import { ClassicMember } from '../../../../libs/groups/src/classic/classic-member';
import { FakeCaller, FakeServices } from '../../../support/groups/fake-services';

const profile = {
  instanceId: 'one',
  clientId: 'client',
  clientHost: '/127.0.0.1',
  sessionTimeoutMs: 1_000,
  rebalanceTimeoutMs: 2_000,
  protocols: [{ name: 'range', metadata: Buffer.from('for range') }],
};

function memberIn(services = new FakeServices()): ClassicMember {
  return new ClassicMember(services, { id: 'me', groupId: 'group', profile, cause: 'test' }, () => answered(undefined));
}

test('a JoinGroup that is sent again takes the place of the first, which is told to try again', async () => {
  const member = memberIn();
  const first = member.parkJoin(6, 'test');
  const second = member.parkJoin(9, 'test');
  await expect(first).resolves.toMatchObject({ errorCode: 27, memberId: 'me', protocolName: '' });
  member.answerJoin((version) => joinRefused(version, 0, 'me'));
  await expect(second).resolves.toMatchObject({ errorCode: 0, protocolName: null });
  expect(member.hasJoined).toBe(false);
});

test('a SyncGroup that is sent again takes the place of the first, which is told to try again', async () => {
  const member = memberIn();
  member.send({ type: 'generation.entered', cause: 'test', generation: 1 });
  const first = member.parkSync('test');
  const second = member.parkSync('test');
  await expect(first).resolves.toMatchObject({ errorCode: 27 });
  expect(member.answerSync(syncRefused(0))).toBe(true);
  await expect(second).resolves.toMatchObject({ errorCode: 0 });
  expect(member.answerSync(syncRefused(0))).toBe(false);
});

test('what waits when a member ends gets the error', async () => {
  const member = memberIn();
  const join = member.parkJoin(9, 'test');
  member.end(82, 'another process has its instance id');
  await expect(join).resolves.toMatchObject({ errorCode: 82, memberId: '' });
  expect(member.state).toBe('gone');
});

test('an update changes what it offers and its timeouts, not who it is', () => {
  const member = memberIn();
  const protocols = [{ name: 'sticky', metadata: Buffer.alloc(0) }];
  member.update({ ...profile, protocols, instanceId: 'two', clientId: 'other', sessionTimeoutMs: 7 });
  expect(member.profile).toEqual({ ...profile, protocols, sessionTimeoutMs: 7 });
  expect(member.metadataOf('range')).toEqual(Buffer.alloc(0));
});

test('a member listens to the socket of its last request alone, and to none when it is gone', () => {
  const member = memberIn();
  const [one, two] = [new FakeCaller(4), new FakeCaller(4)];
  let closed = 0;
  const onClosed = () => (closed += 1);
  member.watchSocket(one, onClosed);
  member.watchSocket(two, onClosed);
  one.close();
  expect(closed).toBe(0);
  expect(two.listeners).toBe(1);
  member.end(25, 'test');
  expect(two.listeners).toBe(0);
});

test('the journal tells a member by its group and its id', () => {
  const services = new FakeServices();
  memberIn(services).send({ type: 'member.restored', cause: 'loaded from the log', generation: 3 });
  expect(services.journal.since(0).at(-1)).toMatchObject({
    machine: 'classic-member',
    id: 'group/me',
    from: 'identified',
    to: 'stable',
    cause: 'loaded from the log',
    facts: { groupId: 'group', memberId: 'me', instanceId: 'one', generation: 3 },
  });
});
