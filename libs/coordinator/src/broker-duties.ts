import type { Counter } from '@yak/base';
import type { MetadataChange } from '@yak/bus';
import {
  decideRegistration,
  type Departure,
  nextProducerIdBlock,
  partitionAfterFencing,
  partitionAfterReturn,
  partitionAfterShutdownRequest,
  type ReturningBroker,
} from '@yak/cluster';
import {
  type AllocateProducerIdsReply,
  type AllocateProducerIdsRequest,
  type BrokerRecord,
  type BrokerState,
  type ControlledShutdownReply,
  type ControlledShutdownRequest,
  type HeartbeatReply,
  type HeartbeatRequest,
  brokerKey,
  newOperationId,
  type PartitionRecord,
  type RegisterReply,
  type RegisterRequest,
} from '@yak/control';
import { type BrokerEpoch, type BrokerId, ErrorCode, isRefusal, refusal, type Refusal } from '@yak/model';
import type { CoordinatorParts } from './coordinator-parts';
import type { Decision } from './decided-writes';
import { minInSyncReplicasOf, put, unchangedBrokers } from './record-changes';

interface Registered {
  readonly kind: 'committed';
  readonly record: BrokerRecord;
  readonly returning: ReturningBroker | null;
}

/** Who is here: registrations, heartbeats, fencing, leaving, and the producer ids that brokers hand out. */
export class BrokerDuties {
  readonly #parts: CoordinatorParts;
  readonly #fencings: Counter;
  readonly #unfencings = new Map<BrokerId, Promise<unknown>>();

  constructor(parts: CoordinatorParts) {
    this.#parts = parts;
    this.#fencings = parts.meter.counter(
      'yak_coordinator_fencings_total',
      'Brokers fenced after a session of silence.',
    );
  }

  /** The broker's record and every membership of the registration before, in one compare-and-set (R7). */
  async register(request: RegisterRequest): Promise<RegisterReply | Refusal> {
    const { writes, sessions } = this.#parts;
    const registered = await writes.decide(() => this.#registration(request));
    if (isRefusal(registered)) return registered;
    const { record, returning } = registered;
    if (returning !== null) {
      const fault = await this.#sweep(returning);
      if (fault !== null) return fault;
    }
    sessions.registered(record.brokerId, record.brokerEpoch);
    return {
      kind: 'registered',
      clusterId: this.#clusterId,
      brokerEpoch: record.brokerEpoch,
      revision: writes.image.revision,
    };
  }

  /** Soft state; only the step out of the fence is written. */
  async heartbeat(request: HeartbeatRequest): Promise<HeartbeatReply | Refusal> {
    const { writes, sessions } = this.#parts;
    const { brokerId, brokerEpoch, appliedRevision } = request;
    const fault = this.faultOf(brokerId, brokerEpoch);
    if (fault !== null) return fault;
    sessions.heard(brokerId, brokerEpoch);
    if (writes.image.broker(brokerId)?.state !== 'fenced') return { kind: 'heard', isFenced: false };
    if (appliedRevision < writes.image.revisionOf(brokerKey(brokerId))) return { kind: 'heard', isFenced: true };
    const unfencing = writes.decide(() =>
      this.#stateChange(request, 'alive', newOperationId(this.#parts.random), unchanged),
    );
    this.#unfencings.set(brokerId, unfencing);
    const changed = await unfencing.finally(() => this.#unfencings.delete(brokerId));
    if (isRefusal(changed)) return changed;
    sessions.caughtUp(brokerId, brokerEpoch);
    return { kind: 'heard', isFenced: false };
  }

  /** Leaderships that another broker can take go; the rest stays for a clean return. */
  async controlledShutdown(request: ControlledShutdownRequest): Promise<ControlledShutdownReply | Refusal> {
    const { writes, sessions } = this.#parts;
    const changed = await writes.decide(() =>
      this.#stateChange(request, 'shutting-down', request.operationId, (record) =>
        partitionAfterShutdownRequest(
          record,
          this.#departureFrom(record, request),
          this.#othersAlive(record, request.brokerId),
        ),
      ),
    );
    if (isRefusal(changed)) return changed;
    sessions.shuttingDown(request.brokerId, request.brokerEpoch);
    return { kind: 'shutdown', mayShutDown: true };
  }

  /** A block of ids is written as given out before it is given out. */
  allocateProducerIds(request: AllocateProducerIdsRequest): Promise<AllocateProducerIdsReply | Refusal> {
    const { writes } = this.#parts;
    return writes.decide((): Decision<AllocateProducerIdsReply | Refusal> => {
      const fault = this.faultOf(request.brokerId, request.brokerEpoch);
      if (fault !== null) return { answer: fault, unit: null };
      const { firstProducerId, count, record } = nextProducerIdBlock(writes.image.producerIds, request.operationId);
      return {
        answer: { kind: 'producer-ids', firstProducerId, count },
        unit: { changes: [put(writes.image, record)] },
      };
    });
  }

  /** After a session of silence: the broker is fenced and leaves every ISR, in one compare-and-set. */
  async fence(brokerId: BrokerId, brokerEpoch: BrokerEpoch): Promise<void> {
    const { writes, random, logger } = this.#parts;
    const known = writes.image.broker(brokerId);
    if (known?.brokerEpoch !== brokerEpoch || known.state === 'fenced') return;
    const operationId = newOperationId(random);
    const broker = { brokerId, brokerEpoch, operationId };
    const changed = await writes.decide(() =>
      this.#stateChange(broker, 'fenced', operationId, (record) =>
        partitionAfterFencing(record, this.#departureFrom(record, broker)),
      ),
    );
    if (isRefusal(changed)) {
      logger.log('warn', 'broker was not fenced', { brokerId, detail: changed.detail });
      return;
    }
    this.#fencings.add();
    logger.log('warn', 'broker fenced after a session of silence', { brokerId, brokerEpoch });
  }

  /** Waits while the broker is just being unfenced, so that claims which came close behind the heartbeat are not refused for it. */
  async whenUnfenced(brokerId: BrokerId): Promise<void> {
    await this.#unfencings.get(brokerId);
  }

  /** Why a request of this registration is not heard, or null. */
  faultOf(brokerId: BrokerId, brokerEpoch: BrokerEpoch): Refusal | null {
    const broker = this.#parts.writes.image.broker(brokerId);
    if (broker === null) return refusal(ErrorCode.BROKER_ID_NOT_REGISTERED, `broker ${brokerId} is not registered`);
    if (broker.brokerEpoch === brokerEpoch) return null;
    return refusal(
      ErrorCode.STALE_BROKER_EPOCH,
      `broker ${brokerId} is registered with broker epoch ${broker.brokerEpoch}`,
    );
  }

  get #clusterId(): string {
    return this.#parts.writes.image.clusterId ?? '';
  }

  #registration(request: RegisterRequest): Decision<Registered | Refusal> {
    const { writes, sessions } = this.#parts;
    const { image } = writes;
    const known = image.broker(request.brokerId);
    const registration = decideRegistration(request, {
      clusterId: this.#clusterId,
      known,
      isSessionLive: sessions.isLive(request.brokerId),
    });
    if (isRefusal(registration)) return { answer: registration, unit: null };
    const { record, isClean, isRepeated } = registration;
    if (isRepeated) return { answer: { kind: 'committed', record, returning: null }, unit: null };
    const returning: ReturningBroker = {
      member: { brokerId: record.brokerId, brokerEpoch: record.brokerEpoch },
      epochBefore: known?.brokerEpoch ?? null,
      directoryIdBefore: known?.directoryIds[0] ?? null,
      isClean,
      operationId: request.operationId,
    };
    return {
      answer: { kind: 'committed', record, returning },
      unit: { changes: [put(image, record), ...this.#movedBy(returning)] },
    };
  }

  /** Partitions that were created between the look at the image and the write still name the registration before: they follow now. */
  async #sweep(returning: ReturningBroker): Promise<Refusal | null> {
    const { writes } = this.#parts;
    const swept = await writes.decide((): Decision<null> => {
      const changes = this.#movedBy(returning);
      const guards = unchangedBrokers(writes.image, [returning.member.brokerId]);
      return { answer: null, unit: changes.length === 0 ? null : { changes, guards } };
    });
    return swept;
  }

  #movedBy(returning: ReturningBroker): readonly MetadataChange[] {
    const { image } = this.#parts.writes;
    return changedPartitions(image.partitions(), (record) => partitionAfterReturn(record, returning)).map((record) =>
      put(image, record),
    );
  }

  /** A new state of a broker with what that does to its partitions, in one unit. */
  #stateChange(
    broker: { readonly brokerId: BrokerId; readonly brokerEpoch: BrokerEpoch },
    state: BrokerState,
    operationId: string,
    partitionAfter: (record: PartitionRecord) => PartitionRecord | null,
  ): Decision<null | Refusal> {
    const { image } = this.#parts.writes;
    const fault = this.faultOf(broker.brokerId, broker.brokerEpoch);
    const known = image.broker(broker.brokerId);
    if (fault !== null || known === null) return { answer: fault, unit: null };
    if (known.state === state) return { answer: null, unit: null };
    const record: BrokerRecord = { ...known, state, recordEpoch: known.recordEpoch + 1, operationId };
    const partitions = changedPartitions(image.partitions(), partitionAfter);
    return {
      answer: null,
      unit: { changes: [put(image, record), ...partitions.map((partition) => put(image, partition))] },
    };
  }

  #departureFrom(
    record: PartitionRecord,
    broker: { readonly brokerId: BrokerId; readonly operationId: string },
  ): Departure {
    const { writes, settings } = this.#parts;
    return {
      brokerId: broker.brokerId,
      operationId: broker.operationId,
      minInSyncReplicas: minInSyncReplicasOf(writes.image, settings, record.topicId),
    };
  }

  #othersAlive(record: PartitionRecord, brokerId: BrokerId): boolean {
    const { image } = this.#parts.writes;
    return record.isr.some(
      (member) => member.brokerId !== brokerId && image.broker(member.brokerId)?.state === 'alive',
    );
  }
}

const unchanged = (): null => null;

function changedPartitions(
  records: Iterable<PartitionRecord>,
  change: (record: PartitionRecord) => PartitionRecord | null,
): readonly PartitionRecord[] {
  const changed: PartitionRecord[] = [];
  for (const record of records) {
    const next = change(record);
    if (next !== null) changed.push(next);
  }
  return changed;
}
