import { KafkaError } from '@yak/client';
import { ErrorCode } from '@yak/model';
import { groupError, membersText, offsetError } from '../../../apps/cli/src/group-error';
import { describedGroups } from '../../../apps/cli/src/group-offsets';
import { fakeGroupCluster } from '../../support/cli/fake-group-cluster';

const cluster = fakeGroupCluster(
  { orders: 1 },
  { billing: { members: { a: 'orders:0', b: '', c: '', d: '' } }, idle: {} },
);

test.each([
  ['biling', ErrorCode.GROUP_ID_NOT_FOUND, 4, 'Did you mean "billing"?'],
  [
    'billing',
    ErrorCode.NON_EMPTY_GROUP,
    7,
    'has 4 members (a-app at /10.0.0.7, b-app at /10.0.0.7, c-app at /10.0.0.7, …)',
  ],
  ['gone', ErrorCode.NON_EMPTY_GROUP, 7, 'has members'],
  ['billing', ErrorCode.GROUP_AUTHORIZATION_FAILED, 5, 'group "billing": GROUP_AUTHORIZATION_FAILED'],
  ['billing', ErrorCode.NOT_COORDINATOR, 6, 'NOT_COORDINATOR'],
  ['billing', ErrorCode.INVALID_GROUP_ID, 1, 'INVALID_GROUP_ID'],
])('of %s, code %i ends with %i: %s', async (group, code, exitCode, words) => {
  const error = await groupError(cluster, group, new KafkaError(code));
  expect(error.exitCode).toBe(exitCode);
  expect(error.message).toContain(words);
});

it('one member is one', async () => {
  const [group] = await describedGroups(fakeGroupCluster({}, { g: { members: { a: '' } } }), ['g']);
  expect(group === undefined ? '' : membersText(group)).toBe('1 member (a-app at /10.0.0.7)');
});

it('an offset that cannot be deleted says why', () => {
  const error = offsetError({ topic: 't', partition: 3 }, new KafkaError(ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC));
  expect(error).toMatchObject({
    exitCode: 7,
    message: expect.stringContaining('t-3: GROUP_SUBSCRIBED_TO_TOPIC') as string,
  });
});
