import { Dispatch, handlers } from '@yak/handlers';
import { ErrorCode, refusal } from '@yak/model';
import { encodeRequest, Fetch, Metadata, Produce } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient, FakeConnection } from '../../support/handlers/ask';
import { plainBatch } from '../../support/records/batches';

const headerOf = (apiKey: number, version: number): Buffer => {
  const frame = Buffer.alloc(10);
  frame.writeInt16BE(apiKey, 0);
  frame.writeInt16BE(version, 2);
  frame.writeInt16BE(-1, 8);
  return frame;
};

describe('Dispatch', () => {
  const dispatch = new Dispatch(new FakeBroker().ports);
  const connection = new FakeConnection();

  test.each([
    ['an API that nobody serves', 999, 0],
    ['a transaction API that is not built yet', 24, 0],
    ['Produce 2, which is named but not served', 0, 2],
    ['a version above the highest', 3, 99],
    ['a negative version', 3, -1],
  ])('closes the connection on %s', (_what, key, version) => {
    expect(dispatch.serve(headerOf(key, version), connection).answer).toMatchObject({ kind: 'close' });
  });

  test.each([
    ['no header', Buffer.alloc(3)],
    ['a body that ends too soon', headerOf(3, 1)],
    ['a client id longer than the frame', Buffer.from([0, 3, 0, 1, 0, 0, 0, 1, 0x7f, 0xff])],
  ])('throws on %s, so that the network closes', (_what, frame) => {
    expect(() => dispatch.serve(frame, connection)).toThrow(
      expect.objectContaining({ code: 'YAK_MALFORMED_REQUEST' }) as Error,
    );
  });

  it('bounds what a request may make it allocate', () => {
    const frame = Buffer.concat([headerOf(3, 1), Buffer.from([0x7f, 0xff, 0xff, 0xff])]);
    expect(() => dispatch.serve(frame, connection)).toThrow();
  });

  it('lets an unfinished fetch hold back the next request of its connection, as Kafka does', async () => {
    const broker = new FakeBroker();
    broker.addTopic('orders');
    const topics = [{ topic: 'orders', partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 10 }] }];
    const frames = encodeRequest(
      Fetch,
      12,
      { correlationId: 1, clientId: null },
      { maxWaitMs: 50, minBytes: 1, topics },
    );
    const served = new Dispatch(broker.ports).serve(Buffer.concat(frames).subarray(4), connection);
    let isAccepted = false;
    void served.accepted?.then(() => (isAccepted = true));
    await broker.clock.run(49);
    expect(isAccepted).toBe(false);
    await broker.clock.run(1);
    expect(isAccepted).toBe(true);
  });

  it('asks the quota and mutes the connection for as long as it says', async () => {
    const broker = new FakeBroker();
    const seen: unknown[] = [];
    broker.quota = {
      throttleMs: (usage) => {
        seen.push(usage);
        return 30;
      },
    };
    const answer = await new FakeClient(broker).send(Metadata, 9, { topics: null });
    expect(answer).toMatchObject({ kind: 'frames', throttleMs: 30 });
    expect(seen).toMatchObject([{ clientId: 'test', apiKey: 3 }]);
  });

  it('goes on after a handler that failed', async () => {
    const broker = new FakeBroker();
    const [replica] = broker.addTopic('orders');
    if (replica === undefined) throw new Error('no replica');
    replica.append = () => {
      throw new Error('a fault of our own');
    };
    const client = new FakeClient(broker);
    const topicData = [{ name: 'orders', partitionData: [{ index: 0, records: plainBatch(1) }] }];
    expect(() => client.send(Produce, 9, { acks: -1, timeoutMs: 1, topicData })).toThrow('a fault of our own');
    replica.append = () => refusal(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    expect((await client.ask(Produce, 9, { acks: -1, timeoutMs: 1, topicData })).responses).toHaveLength(1);
  });
});

describe('the table of handlers', () => {
  test.each([...handlers.values()].map((handler) => [handler.api.name, handler] as const))(
    '%s serves only versions that the protocol describes, and says what must be allowed',
    (name, handler) => {
      const { serves, api, operation, resource, advertisedMin } = handler;
      expect(serves.min).toBeGreaterThanOrEqual(api.versions.min);
      expect(serves.max).toBeLessThanOrEqual(api.versions.max);
      expect(serves.min).toBeLessThanOrEqual(serves.max);
      expect(advertisedMin ?? serves.min).toBeLessThanOrEqual(serves.min);
      expect((operation === null) === (resource === null)).toBe(true);
      if (name !== 'ApiVersions') expect(operation).not.toBeNull();
    },
  );

  it('answers each key by the handler of that key', () => {
    for (const [key, handler] of handlers) expect(handler.api.key).toBe(key);
  });
});
