import { ErrorCode } from '@yak/model';
import { DescribeCluster } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

describe('DescribeCluster', () => {
  const broker = new FakeBroker();
  const client = new FakeClient(broker);

  test.each([0, 1])('of version %i names the cluster, its brokers and who takes admin requests', async (version) => {
    expect(await client.ask(DescribeCluster, version, { includeClusterAuthorizedOperations: false })).toMatchObject({
      errorCode: 0,
      clusterId: 'cluster-of-the-test',
      controllerId: 1,
      brokers: [{ brokerId: 1, host: 'one', port: 9001, rack: null }],
      clusterAuthorizedOperations: -(2 ** 31),
    });
  });

  test.each([
    [2, ErrorCode.MISMATCHED_ENDPOINT_TYPE],
    [3, ErrorCode.UNSUPPORTED_ENDPOINT_TYPE],
  ])('has no endpoints of type %i', async (endpointType, code) => {
    const response = await client.ask(DescribeCluster, 1, { includeClusterAuthorizedOperations: false, endpointType });
    expect(response).toMatchObject({ errorCode: code, brokers: [] });
  });

  it('tells what the principal may do to the cluster', async () => {
    const response = await client.ask(DescribeCluster, 1, { includeClusterAuthorizedOperations: true });
    expect(response.clusterAuthorizedOperations).toBe(0b1_1111_1010_0000);
  });
});
