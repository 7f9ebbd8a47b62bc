import { clusterInfo } from '../../../../apps/cli/src/commands/cluster';
import { fakeCluster } from '../../../support/cli/fake-cluster';
import { fakeTerminal } from '../../../support/cli/fake-terminal';

const infoAs = async (format: 'table' | 'json'): Promise<string> => {
  const terminal = fakeTerminal();
  await clusterInfo({ cluster: fakeCluster({ a: 2, b: 1 }), terminal, format, timeoutMs: 1 });
  return terminal.printed();
};

it('cluster info names the cluster, its counts and its brokers', async () => {
  const text = await infoAs('table');
  expect(text).toMatch(/cluster +yak-test\ntopics +2\npartitions +3\n/);
  expect(text).toMatch(/1 {2}127\.0\.0\.1 {2}9092 {2}- {5}yes\n$/);
});

it('cluster info as json is one document', async () => {
  expect(JSON.parse(await infoAs('json'))).toMatchObject({
    kind: 'ClusterInfo',
    items: [
      { clusterId: 'yak-test', controllerId: 1, topics: 2, brokers: [{ brokerId: 1, port: 9092, isController: true }] },
    ],
  });
});
