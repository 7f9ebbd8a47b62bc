import { MalformedRequest } from '@yak/codec';
import {
  ApiVersions,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  Fetch,
  ListOffsets,
  Metadata,
  Produce,
  readRequestHeader,
  unauthenticatedBudget,
} from '@yak/protocol';

const frameOf = (buffers: Buffer[]): Buffer => {
  const whole = Buffer.concat(buffers);
  expect(whole.readInt32BE(0)).toBe(whole.length - 4);
  return whole.subarray(4);
};

test('a request of kcat is read as it was captured', () => {
  // ApiVersions 3 as librdkafka sends it: header with an empty section of tagged fields, then name and version of the software.
  const frame = Buffer.from('0012000300000001000772646b61666b61000b6c696272646b61666b6106322e302e3200', 'hex');
  const header = readRequestHeader(frame);
  expect(header).toEqual({ apiKey: 18, apiVersion: 3, correlationId: 1, clientId: 'rdkafka', bodyOffset: 17 });
  expect(decodeRequest(ApiVersions, header.apiVersion, frame, header)).toEqual({
    clientSoftwareName: 'librdkafka',
    clientSoftwareVersion: '2.0.2',
  });
});

test.each`
  version | headerBytes
  ${7}    | ${'0000000700000005ffff'}
  ${9}    | ${'0000000900000005ffff00'}
`(
  'Produce $version has the header of its version, and the client id may be null',
  ({ version, headerBytes }: { version: number; headerBytes: string }) => {
    const body = { acks: -1, timeoutMs: 30_000, topicData: [] };
    const frame = frameOf(encodeRequest(Produce, version, { correlationId: 5, clientId: null }, body));
    expect(frame.toString('hex').startsWith(headerBytes)).toBe(true);
    const header = readRequestHeader(frame);
    expect(header).toMatchObject({ apiKey: 0, apiVersion: version, correlationId: 5, clientId: null });
    expect(decodeRequest(Produce, version, frame, header)).toEqual({ ...body, transactionalId: null });
  },
);

test.each`
  hex                             | what
  ${''}                           | ${'nothing'}
  ${'00120003000000'}             | ${'half a header'}
  ${'001200030000000100'}         | ${'half a length of the client id'}
  ${'00120003000000010005616263'} | ${'a client id that goes on after the frame'}
  ${'0012000300000001fffe'}       | ${'a client id of negative length'}
`('a request of $what is malformed', ({ hex }: { hex: string }) => {
  expect(() => readRequestHeader(Buffer.from(hex, 'hex'))).toThrow(MalformedRequest);
});

test('a client id whose bytes are no UTF-8 is refused where it would be too long to be written again', () => {
  const headerOf = (length: number): Buffer => {
    const frame = Buffer.alloc(10 + length, 0xff);
    frame.writeInt16BE(length, 8);
    return frame;
  };
  expect(readRequestHeader(headerOf(10_922)).clientId).toHaveLength(10_922);
  expect(() => readRequestHeader(headerOf(10_923))).toThrow(MalformedRequest);
});

test('millions of tagged fields in the header of a peer that has not proven itself are refused at once', () => {
  const header = Buffer.from('0012000300000001ffff', 'hex');
  const frame = Buffer.concat([header, Buffer.from('80ade204', 'hex'), Buffer.alloc(1_000_000)]);
  expect(() =>
    decodeRequest(ApiVersions, 3, frame, { bodyOffset: header.length, budget: unauthenticatedBudget }),
  ).toThrow('unknown tagged fields');
});

test('a peer that has not proven itself gets a smaller budget', () => {
  const body = { topics: Array.from({ length: 1_001 }, (_, index) => ({ name: `topic-${index}` })) };
  const frame = frameOf(encodeRequest(Metadata, 4, { correlationId: 1, clientId: null }, body));
  expect(decodeRequest(Metadata, 4, frame, readRequestHeader(frame)).topics).toHaveLength(1_001);
  expect(() => decodeRequest(Metadata, 4, frame, { bodyOffset: 10, budget: unauthenticatedBudget })).toThrow(
    'more elements',
  );
});

test.each`
  api            | version | isTagged
  ${Metadata}    | ${8}    | ${false}
  ${Metadata}    | ${9}    | ${true}
  ${ApiVersions} | ${0}    | ${false}
  ${ApiVersions} | ${3}    | ${false}
  ${ApiVersions} | ${4}    | ${false}
`(
  'the response header of $api.name $version has tagged fields: $isTagged',
  (row: { api: typeof Metadata; version: number; isTagged: boolean }) => {
    const body = { ...({ brokers: [], topics: [], apiKeys: [], errorCode: 0 } as object) } as Parameters<
      typeof encodeResponse<typeof Metadata.response>
    >[3];
    const frame = frameOf(encodeResponse(row.api, row.version, 77, body));
    const withoutHeader = frameOf(encodeResponse({ ...row.api, key: ApiVersions.key }, row.version, 77, body));
    expect(frame.length - withoutHeader.length).toBe(row.isTagged ? 1 : 0);
    expect(decodeResponse(row.api, row.version, frame).correlationId).toBe(77);
  },
);

test.each([-1, 2, 12, 32_767])('Produce %d is malformed, as it is not described', (version) => {
  const frame = Buffer.alloc(100);
  expect(() => decodeRequest(Produce, version, frame, { bodyOffset: 10 })).toThrow(`Produce has no version ${version}`);
});

test('fetched record batches leave without being copied', () => {
  const batches = [Buffer.alloc(2_000, 1), Buffer.alloc(3_000, 2)];
  const frames = encodeResponse(Fetch, 12, 9, {
    responses: [
      {
        topic: 'orders',
        partitions: [
          { partitionIndex: 0, errorCode: 0, highWatermark: 7, abortedTransactions: null, records: batches },
        ],
      },
    ],
  });
  expect(frames.filter((frame) => batches.some((batch) => batch === frame))).toEqual(batches);
  expect(frames).toHaveLength(4);
  const { correlationId, body } = decodeResponse(Fetch, 12, frameOf(frames));
  expect(correlationId).toBe(9);
  expect(body.responses[0]?.partitions[0]?.records).toEqual(Buffer.concat(batches));
});

test('a response that ends in its header is malformed', () => {
  expect(() => decodeResponse(Metadata, 9, Buffer.from('0000', 'hex'))).toThrow(MalformedRequest);
  expect(() => decodeResponse(Metadata, 9, Buffer.from('00000001', 'hex'))).toThrow(MalformedRequest);
});

test("a peer's 64-bit nonsense is rounded, and exact only where asked for", () => {
  const body = {
    replicaId: -1,
    isolationLevel: 0,
    topics: [{ name: 'a', partitions: [{ partitionIndex: 0, timestamp: 2 ** 63 }] }],
  };
  const frame = frameOf(encodeRequest(ListOffsets, 2, { correlationId: 1, clientId: 'c' }, body));
  const timestamp = (int64: 'number' | 'exact'): unknown =>
    decodeRequest(ListOffsets, 2, frame, { ...readRequestHeader(frame), int64 }).topics[0]?.partitions[0]?.timestamp;
  expect([timestamp('number'), timestamp('exact')]).toEqual([2 ** 63, 2n ** 63n - 1n]);
});
