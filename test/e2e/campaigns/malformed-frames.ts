import { type Random, seededRandom } from '@yak/base';
import { handlers } from '@yak/handlers';
import { encodeRequest } from '@yak/protocol';
import { encodePlainBatch } from '@yak/records';
import fc from 'fast-check';
import { arbitraryMessage } from '../../support/codec/arbitrary-message';

const SAMPLES_PER_VERSION = 6;
const RANDOM_BYTES_MAX = 300;

/**
 * Whole, legal frames (with their size) of every served API and version: what clients really send for the data path, and
 * random messages of the schema for the rest. Admin requests that would change the cluster are only validated.
 */
export function legalFrames(seed: string, topic: string): Buffer[] {
  const frames: Buffer[] = [];
  const number = seededRandom(seed).below(2 ** 31);
  for (const { api, serves } of handlers.values()) {
    for (let version = serves.min; version <= serves.max; version += 1) {
      for (const body of fc.sample(arbitraryMessage(api.request, version), {
        seed: number,
        numRuns: SAMPLES_PER_VERSION,
      })) {
        const harmless = 'validateOnly' in body ? { ...body, validateOnly: true } : body;
        frames.push(
          Buffer.concat(encodeRequest(api, version, { correlationId: 1, clientId: 'malformed' }, harmless as never)),
        );
      }
    }
  }
  const produce = handlers.get(0);
  const fetch = handlers.get(1);
  const records = encodePlainBatch({
    records: [{ timestampMs: 1_700_000_000_000, key: Buffer.from('k'), value: Buffer.alloc(200, 'v') }],
  });
  for (let at = 0; at < 40; at += 1) {
    if (produce)
      frames.push(
        Buffer.concat(
          encodeRequest(
            produce.api,
            3 + (at % 9),
            { correlationId: 1, clientId: 'malformed' },
            {
              transactionalId: null,
              acks: 1,
              timeoutMs: 1000,
              topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
            },
          ),
        ),
      );
    if (fetch)
      frames.push(
        Buffer.concat(
          encodeRequest(
            fetch.api,
            4 + (at % 9),
            { correlationId: 1, clientId: 'malformed' },
            {
              maxWaitMs: 10,
              minBytes: 1,
              maxBytes: 100_000,
              topics: [{ topic, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 100_000 }] }],
            },
          ),
        ),
      );
  }
  return frames;
}

const INFLATED = ['7fffffff', 'ffffffff', '80000000', 'ffffff0f', '7fff', '8000', 'ffffffffff0f'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

/** One legal frame made wrong, or plain noise. The size in front is corrected half of the time, so that the fault lies inside. */
export function malformed(frames: readonly Buffer[], random: Random): Buffer {
  if (random.below(20) === 0) return Buffer.from(random.bytes(1 + random.below(RANDOM_BYTES_MAX)));
  let frame: Buffer = Buffer.from(frames[random.below(frames.length)] ?? Buffer.alloc(8));
  for (let faults = 1 + random.below(3); faults > 0; faults -= 1) frame = mutated(frame, { random, frames });
  if (random.below(2) === 0 && frame.length >= 4) frame.writeInt32BE(frame.length - 4, 0);
  return frame;
}

function mutated(frame: Buffer, { random, frames }: { random: Random; frames: readonly Buffer[] }): Buffer {
  const at = random.below(frame.length + 1);
  switch (random.below(5)) {
    case 0: {
      const bit = Math.min(at, frame.length - 1);
      if (bit >= 0) frame[bit] = (frame[bit] ?? 0) ^ (1 << random.below(8));
      return frame;
    }
    case 1:
      return frame.subarray(0, at);
    case 2:
      return Buffer.concat([frame.subarray(0, at), random.bytes(1 + random.below(8)), frame.subarray(at)]);
    case 3: {
      const inflated = INFLATED[random.below(INFLATED.length)] ?? Buffer.alloc(0);
      return Buffer.concat([frame.subarray(0, at), inflated, frame.subarray(at + inflated.length)]);
    }
    default: {
      const other = frames[random.below(frames.length)] ?? frame;
      return Buffer.concat([frame.subarray(0, at), other.subarray(Math.min(at, other.length))]);
    }
  }
}
