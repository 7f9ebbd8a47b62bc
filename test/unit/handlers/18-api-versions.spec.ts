import { ErrorCode } from '@yak/model';
import { ApiVersions, decodeResponse } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

const software = { clientSoftwareName: 'test-client', clientSoftwareVersion: '1.0' };

describe('ApiVersions', () => {
  const client = new FakeClient(new FakeBroker());

  test.each([0, 1, 2, 3, 4])('of version %i names every API that is served, and no other', async (version) => {
    const response = await client.ask(ApiVersions, version, software);
    expect(response.errorCode).toBe(0);
    expect(response.apiKeys.map(({ apiKey }) => apiKey)).toEqual([
      0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 22, 23, 32, 33, 35, 37, 42, 44, 47, 60, 61, 68, 69,
      75,
    ]);
  });

  test.each([
    ['Produce, or librdkafka does not compress', 0, 0, 11],
    ['Fetch, or librdkafka writes magic 0', 1, 4, 17],
    ['ListOffsets, or librdkafka cannot ask by time', 2, 1, 10],
    ['FindCoordinator, or librdkafka has no groups and no lz4', 10, 0, 6],
    ['InitProducerId, or librdkafka is not idempotent', 22, 0, 5],
    ['OffsetForLeaderEpoch, of which librdkafka sends exactly 2', 23, 2, 4],
  ])('names the versions of %s', async (_what, key, minVersion, maxVersion) => {
    const { apiKeys } = await client.ask(ApiVersions, 3, software);
    expect(apiKeys.find(({ apiKey }) => apiKey === key)).toEqual({ apiKey: key, minVersion, maxVersion });
  });

  it('notes what the client says of itself', async () => {
    await client.ask(ApiVersions, 3, software);
    expect(client.connection.software).toBe('test-client 1.0');
  });

  test.each([['-begins-with-a-dash'], ['ends-with-a-dot.'], ['has space'], ['']])(
    'refuses the client name %p',
    async (name) => {
      const response = await client.ask(ApiVersions, 3, { ...software, clientSoftwareName: name });
      expect(response).toMatchObject({ errorCode: ErrorCode.INVALID_REQUEST, apiKeys: [] });
    },
  );

  it('answers a version of the future in version 0, so that the client can choose', async () => {
    const frame = Buffer.alloc(12);
    frame.writeInt16BE(18, 0);
    frame.writeInt16BE(99, 2);
    frame.writeInt32BE(7, 4);
    frame.writeInt16BE(-1, 8);
    const answer = await client.dispatch.serve(frame, client.connection).answer;
    if (answer.kind !== 'frames') throw new Error('no response');
    const { correlationId, body } = decodeResponse(ApiVersions, 0, Buffer.concat(answer.frames).subarray(4));
    expect(correlationId).toBe(7);
    expect(body.errorCode).toBe(ErrorCode.UNSUPPORTED_VERSION);
    expect(body.apiKeys).toEqual([{ apiKey: 18, minVersion: 0, maxVersion: 4 }]);
  });
});
