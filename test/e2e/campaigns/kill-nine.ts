import { seededRandom, type Random } from '@yak/base';
import { ErrorCode } from '@yak/model';
import { CreateTopics, Fetch, InitProducerId, Produce } from '@yak/protocol';
import { encodePlainBatch } from '@yak/records';
import { ConnectionLost, RawConnection } from '../../support/raw-connection';
import { type RunningBroker, startBroker } from '../../support/processes';
import { numbersIn } from './numbers-in';

const TOPIC = 'ledger';
const PARTITIONS = 3;
const IN_FLIGHT_MAX = 5;
const RECORDS_PER_BATCH_MAX = 20;

/** What a campaign did and found. An empty list of faults is the only good outcome. */
export interface CampaignResult {
  readonly rounds: number;
  readonly acknowledgedRecords: number;
  readonly resentBatches: number;
  readonly faults: readonly string[];
}

interface Batch {
  readonly firstValue: number;
  readonly count: number;
  readonly bytes: Buffer;
}

/**
 * An idempotent acks=all producer of one partition that never gives up: it writes the numbers 0, 1, 2 … as values, five
 * batches in flight, and after a lost connection sends everything unacknowledged again under the same sequences.
 */
class Ledger {
  acknowledged = 0;
  resent = 0;
  #next = 0;
  #unacknowledged: Batch[] = [];
  #producer: { producerId: number; producerEpoch: number } | null = null;

  constructor(
    readonly partition: number,
    private readonly random: Random,
  ) {}

  /** Produces over one connection until it is lost; `onAcknowledged` hears of every acknowledged batch. */
  async run(connection: RawConnection, onAcknowledged: () => void): Promise<void> {
    if (this.#producer === null) {
      const { producerId, producerEpoch } = await connection.request(InitProducerId, 1, {
        transactionalId: null,
        transactionTimeoutMs: 60_000,
      });
      this.#producer = { producerId, producerEpoch };
    }
    const inFlight: Promise<void>[] = [];
    const send = (batch: Batch): void => {
      const sent = this.#send(connection, batch, onAcknowledged);
      sent.catch(() => undefined); // the first that fails ends this run; those behind it fail with nobody waiting for them
      inFlight.push(sent);
    };
    this.resent += this.#unacknowledged.length;
    for (const batch of [...this.#unacknowledged]) send(batch);
    while (!connection.isClosed) {
      while (inFlight.length < IN_FLIGHT_MAX) {
        const batch = this.#make();
        this.#unacknowledged.push(batch);
        send(batch);
      }
      await inFlight.shift();
    }
    await Promise.allSettled(inFlight);
  }

  #make(): Batch {
    const count = 1 + this.random.below(RECORDS_PER_BATCH_MAX);
    const firstValue = this.#next;
    this.#next += count;
    const producer = this.#producer ?? { producerId: -1, producerEpoch: -1 };
    const records = Array.from({ length: count }, (_, at) => ({
      timestampMs: Date.now(),
      value: Buffer.from(String(firstValue + at)),
    }));
    return {
      firstValue,
      count,
      bytes: encodePlainBatch({ records, producer: { ...producer, baseSequence: firstValue } }),
    };
  }

  async #send(connection: RawConnection, batch: Batch, onAcknowledged: () => void): Promise<void> {
    const answer = await connection.request(Produce, 9, {
      acks: -1,
      timeoutMs: 10_000,
      topicData: [{ name: TOPIC, partitionData: [{ index: this.partition, records: Buffer.from(batch.bytes) }] }],
    });
    const code = answer.responses[0]?.partitionResponses[0]?.errorCode;
    if (code === ErrorCode.NOT_LEADER_OR_FOLLOWER || code === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
      connection.close(); // not serving yet or any more: begin again on a new connection, in order
      throw new ConnectionLost('not the leader now');
    }
    if (code !== ErrorCode.NONE)
      throw new Error(`partition ${this.partition}: batch at ${batch.firstValue} refused with ${String(code)}`);
    if (this.#unacknowledged[0] !== batch) throw new Error(`partition ${this.partition}: acknowledged out of order`);
    this.#unacknowledged.shift();
    this.acknowledged = batch.firstValue + batch.count;
    onAcknowledged();
  }
}

/** Reads one partition from an offset to its end. Values come as numbers, in log order. */
async function readFrom(
  connection: RawConnection,
  partition: number,
  startOffset: number,
): Promise<{ values: number[]; nextOffset: number }> {
  const values: number[] = [];
  let offset = startOffset;
  for (;;) {
    const answer = await connection.request(Fetch, 11, {
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: 8_000_000,
      topics: [{ topic: TOPIC, partitions: [{ partition, fetchOffset: offset, partitionMaxBytes: 8_000_000 }] }],
    });
    const fetched = answer.responses[0]?.partitions[0];
    if (fetched === undefined || fetched.errorCode !== ErrorCode.NONE)
      throw new Error(`fetch of partition ${partition} at ${offset}: ${String(fetched?.errorCode)}`);
    const records = fetched.records ?? Buffer.alloc(0);
    if (records.length === 0) return { values, nextOffset: offset };
    const read = numbersIn(records, offset);
    values.push(...read.values);
    offset = read.nextOffset;
  }
}

/** What is wrong with the values of a partition, read from value `first` on: each next number exactly once. */
function faultsIn(
  values: readonly number[],
  expected: { partition: number; first: number; acknowledged: number },
): string[] {
  const faults: string[] = [];
  values.forEach((value, at) => {
    if (value !== expected.first + at && faults.length < 5)
      faults.push(`partition ${expected.partition}: ${value} stands where ${expected.first + at} belongs`);
  });
  const last = expected.first + values.length;
  if (last < expected.acknowledged)
    faults.push(
      `partition ${expected.partition}: ${expected.acknowledged} records were acknowledged, ${last} are there`,
    );
  return faults;
}

/**
 * Rounds of SIGKILL at random moments under idempotent acks=all producers. After each restart every acknowledged record is
 * there once and in order. The moment is drawn in acknowledgements, not in time.
 */
export async function killNine(options: {
  rounds: number;
  seed: string;
  folder: string;
  environment?: NodeJS.ProcessEnv;
  onRound?: (round: number, result: CampaignResult) => void;
}): Promise<CampaignResult> {
  const random = seededRandom(options.seed);
  const ledgers = Array.from(
    { length: PARTITIONS },
    (_, partition) => new Ledger(partition, random.fork(`ledger ${partition}`)),
  );
  const read = ledgers.map(() => ({ values: 0, nextOffset: 0 }));
  const faults: string[] = [];
  let broker: RunningBroker = await startBroker(options.folder, options.environment);
  const admin = await RawConnection.open(broker.port);
  await admin.request(CreateTopics, 5, {
    topics: [{ name: TOPIC, numPartitions: PARTITIONS, replicationFactor: 1, assignments: [], configs: [] }],
    timeoutMs: 10_000,
    validateOnly: false,
  });
  admin.close();
  const result = (rounds: number): CampaignResult => ({
    rounds,
    acknowledgedRecords: ledgers.reduce((sum, ledger) => sum + ledger.acknowledged, 0),
    resentBatches: ledgers.reduce((sum, ledger) => sum + ledger.resent, 0),
    faults,
  });
  for (let round = 1; round <= options.rounds && faults.length === 0; round += 1) {
    await produceUntilKilled(broker, ledgers, 1 + random.below(60));
    broker = await startBroker(options.folder, options.environment);
    const reader = await RawConnection.open(broker.port);
    for (const ledger of ledgers) {
      const seen = read[ledger.partition] ?? { values: 0, nextOffset: 0 };
      const { values, nextOffset } = await readFrom(reader, ledger.partition, seen.nextOffset);
      faults.push(
        ...faultsIn(values, { partition: ledger.partition, first: seen.values, acknowledged: ledger.acknowledged }),
      );
      read[ledger.partition] = { values: seen.values + values.length, nextOffset };
    }
    reader.close();
    options.onRound?.(round, result(round));
  }
  const reader = await RawConnection.open(broker.port);
  for (const ledger of ledgers) {
    const { values } = await readFrom(reader, ledger.partition, 0);
    faults.push(...faultsIn(values, { partition: ledger.partition, first: 0, acknowledged: ledger.acknowledged }));
  }
  reader.close();
  await broker.stop();
  return result(options.rounds);
}

async function produceUntilKilled(
  broker: RunningBroker,
  ledgers: readonly Ledger[],
  acknowledgements: number,
): Promise<void> {
  let left = acknowledgements;
  const connections: RawConnection[] = [];
  const kills: Promise<void>[] = [];
  const onAcknowledged = (): void => {
    left -= 1;
    if (left === 0) kills.push(broker.kill());
  };
  const runs = ledgers.map(async (ledger) => {
    while (kills.length === 0) {
      const connection = await RawConnection.open(broker.port);
      connections.push(connection);
      await ledger.run(connection, onAcknowledged).catch((error: unknown) => {
        if (!(error instanceof ConnectionLost)) throw error;
      });
    }
  });
  await Promise.all(runs);
  await Promise.all(kills);
  for (const connection of connections) connection.close();
}
