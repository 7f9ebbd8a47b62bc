import { type AppliedChanges, MetadataImage } from '@yak/cluster';
import { keyOf, type MetadataRecord } from '@yak/control';
import { brokerEpoch, brokerId, leaderEpoch, partitionEpoch, partitionIndex, topicId } from '@yak/model';

/** A metadata image that a test feeds. */
export class MetadataFeed {
  readonly image = new MetadataImage();
  #revision = 0;

  /** A topic whose partitions broker 1 leads; as often as wanted, with more partitions. */
  topic(digit: string, name: string, partitions = 1): AppliedChanges {
    const id = topicId(digit.repeat(32));
    const ID = { brokerId: brokerId(1), brokerEpoch: brokerEpoch(3) };
    return this.#apply(
      { kind: 'topic', topicId: id, name, partitionCount: partitions, operationId: '' },
      ...Array.from({ length: partitions }, (_, index) => ({
        kind: 'partition' as const,
        topicId: id,
        partition: partitionIndex(index),
        leader: ID,
        leaderEpoch: leaderEpoch(0),
        isr: [ID],
        elr: [],
        lastKnownLeader: null,
        replicas: [ID.brokerId],
        partitionEpoch: partitionEpoch(0),
        isRecovering: false,
        operationId: '',
      })),
    );
  }

  /** The topic is deleted. */
  remove(key: string): AppliedChanges {
    this.#revision += 1;
    return this.image.apply({
      revision: this.#revision,
      changes: [{ key, record: null, revision: this.#revision }],
    });
  }

  #apply(...records: MetadataRecord[]): AppliedChanges {
    this.#revision += 1;
    const revision = this.#revision;
    return this.image.apply({
      revision,
      changes: records.map((record) => ({ key: keyOf(record), record, revision })),
    });
  }
}
