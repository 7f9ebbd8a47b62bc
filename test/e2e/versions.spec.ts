import { handlers } from '@yak/handlers';
import { ApiVersions, decodeResponse } from '@yak/protocol';
import * as admin from '../support/e2e/admin-scenarios';
import * as cluster from '../support/e2e/cluster-scenarios';
import * as groups from '../support/e2e/group-scenarios';
import * as records from '../support/e2e/record-scenarios';
import { requestFrame } from '../support/e2e/requests';
import { type Scenario, World } from '../support/e2e/scenario';

/** What is asked of every served version of a key. A new handler needs a line here. */
const scenarios: ReadonlyMap<number, Scenario> = new Map([
  [0, records.produceScenario],
  [1, records.fetchScenario],
  [2, records.listOffsetsScenario],
  [3, records.metadataScenario],
  [8, groups.offsetCommitScenario],
  [9, groups.offsetFetchScenario],
  [10, groups.findCoordinatorScenario],
  [11, groups.joinGroupScenario],
  [12, groups.heartbeatScenario],
  [13, groups.leaveGroupScenario],
  [14, groups.syncGroupScenario],
  [15, groups.describeGroupsScenario],
  [16, groups.listGroupsScenario],
  [18, cluster.apiVersionsScenario],
  [19, admin.createTopicsScenario],
  [20, admin.deleteTopicsScenario],
  [21, admin.deleteRecordsScenario],
  [22, cluster.initProducerIdScenario],
  [23, records.offsetForLeaderEpochScenario],
  [32, admin.describeConfigsScenario],
  [33, admin.alterConfigsScenario],
  [35, cluster.describeLogDirsScenario],
  [37, admin.createPartitionsScenario],
  [42, groups.deleteGroupsScenario],
  [44, admin.incrementalAlterConfigsScenario],
  [47, groups.offsetDeleteScenario],
  [60, cluster.describeClusterScenario],
  [61, cluster.describeProducersScenario],
  [68, groups.consumerGroupHeartbeatScenario],
  [69, groups.consumerGroupDescribeScenario],
  [75, admin.describeTopicPartitionsScenario],
]);

const served = [...handlers.values()].flatMap(({ api, serves }) =>
  Array.from({ length: serves.max - serves.min + 1 }, (_, index) => ({
    key: api.key,
    name: api.name,
    version: serves.min + index,
  })),
);

describe('every served version, over a socket', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.make();
  });
  afterAll(async () => {
    await world.served.end();
  });

  test('there is a scenario for every served key', () => {
    expect([...scenarios.keys()].sort()).toEqual([...handlers.keys()].sort());
  });

  test.each(served)('$name $version answers as its meaning says', async ({ key, version }) => {
    await scenarios.get(key)?.(version, world);
    expect(world.served.faults).toEqual([]);
  });

  test('ApiVersions of an unknown version is answered in version 0, so that the client can choose', async () => {
    const connection = await world.served.raw();
    const answer = await connection.exchange(
      requestFrame(18, 99, Buffer.from('not to be read'), { correlationId: 31 }),
    );
    const { correlationId, body } = decodeResponse(ApiVersions, 0, answer);
    expect(correlationId).toBe(31);
    expect(body).toMatchObject({ errorCode: 35, apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 4 }] });
    expect(
      (await connection.request(ApiVersions, 4, { clientSoftwareName: 'yak', clientSoftwareVersion: '1' })).errorCode,
    ).toBe(0);
  });
});
