import { ErrorCode } from '@yak/model';
import { alterConfigs, ConfigResource } from '../../../apps/cli/src/alter-configs';
import { fakeCluster } from '../../support/cli/fake-cluster';
import { fakeTerminal } from '../../support/cli/fake-terminal';

const sessionWith = (errorCode: number) => {
  const cluster = fakeCluster(
    {},
    { IncrementalAlterConfigs: () => ({ responses: [{ errorCode, errorMessage: 'because' }] }) },
  );
  return { cluster, terminal: fakeTerminal(), format: 'table', timeoutMs: 1 } as const;
};
const change = { set: new Map([['a', '1']]), remove: ['b'], isDryRun: false };

test.each([
  [ConfigResource.TOPIC, 't', 'controller', 'Altered t: a, b.'],
  [ConfigResource.BROKER, '1', { brokerId: 1 }, 'Altered broker 1: a, b.'],
  [ConfigResource.BROKER, '', 'controller', 'Altered all brokers: a, b.'],
])('settings of %d "%s" go to %j', async (type, name, target, words) => {
  const session = sessionWith(0);
  await alterConfigs(session, { type, name }, change);
  expect(session.cluster.sent[0]).toMatchObject({
    target,
    body: {
      resources: [
        {
          resourceType: type,
          resourceName: name,
          configs: [
            { name: 'a', configOperation: 0, value: '1' },
            { name: 'b', configOperation: 1, value: null },
          ],
        },
      ],
    },
  });
  expect(session.terminal.said()).toContain(words);
});

it('a refusal ends with the broker’s words', async () => {
  const done = alterConfigs(sessionWith(ErrorCode.INVALID_CONFIG), { type: ConfigResource.TOPIC, name: 't' }, change);
  await expect(done).rejects.toMatchObject({ exitCode: 1, message: 'INVALID_CONFIG: because' });
});

it('nothing to change is a usage error', async () => {
  const nothing = { set: new Map<string, string>(), remove: [], isDryRun: false };
  await expect(alterConfigs(sessionWith(0), { type: ConfigResource.TOPIC, name: 't' }, nothing)).rejects.toMatchObject({
    exitCode: 2,
  });
});
