import type { MetadataImage } from '@yak/cluster';
import type { HttpEndpoint, PartitionRecord } from '@yak/control';
import { type Explanation, explanationOf, type ExplainedState, type Journal } from '@yak/journal';
import { type BrokerId, OFFSETS_TOPIC, partitionIndex, type PartitionIndex, type TopicId } from '@yak/model';

/** What a broker answers when it is asked why something is in its state. */
export type Explained =
  | { readonly kind: 'explained'; readonly explanation: Explanation }
  /** Another broker hosts it, and answers there. */
  | { readonly kind: 'elsewhere'; readonly brokerId: BrokerId; readonly httpEndpoint: HttpEndpoint }
  /** There is no such thing. */
  | { readonly kind: 'unknown'; readonly detail: string }
  /** There may be, but nobody can say now. */
  | { readonly kind: 'unavailable'; readonly detail: string };

/** The groups that this broker coordinates; `groups`' GroupCoordinator fits by shape. */
export interface ExplainedGroups {
  /** The partition of `__consumer_offsets` that a group lives in. */
  partitionOf(groupId: string): number;
  /** null: no such group among those that it coordinates. */
  explain(groupId: string): ExplainedState | null;
}

/** What explaining needs. */
export interface ExplanationsOptions {
  readonly brokerId: BrokerId;
  readonly image: Pick<MetadataImage, 'topicByName' | 'broker'>;
  /** Replicas with their log; null for one that is not hosted or not ready. */
  readonly replicaOf: (topicId: TopicId, partition: PartitionIndex) => { explain(): ExplainedState } | null;
  /** null while this broker does not serve. */
  readonly groups: () => ExplainedGroups | null;
  readonly journal: Journal;
}

const REPLICA_MACHINES = ['partition-replica'];
const GROUP_MACHINES = ['classic-group', 'consumer-group'];

const unknown = (detail: string): Explained => ({ kind: 'unknown', detail });
const unavailable = (detail: string): Explained => ({ kind: 'unavailable', detail });

/** Why partitions and groups are in their state: what the room that owns them here says, or which broker to ask. */
export class Explanations {
  readonly #options: ExplanationsOptions;

  constructor(options: ExplanationsOptions) {
    this.#options = options;
  }

  /** @param kind `partition` or `group` @param id `orders-3`, or a group id */
  explain(kind: string, id: string): Explained {
    if (kind === 'partition') return this.#partition(id);
    if (kind === 'group') return this.#group(id);
    return unknown(`nothing of kind "${kind}" can be explained; kinds are partition and group`);
  }

  #partition(id: string): Explained {
    const [, topic = '', digits = ''] = /^(.+)-(\d{1,9})$/s.exec(id) ?? [];
    if (topic === '') return unknown(`"${id}" names no partition; write topic-number, as in orders-3`);
    const image = this.#options.image.topicByName(topic);
    if (image === null) return unknown(`topic "${topic}" does not exist`);
    const record = image.partitions[partitionIndex(Number(digits))];
    if (record === undefined)
      return unknown(
        `topic "${topic}" has the partitions 0 to ${image.partitionCount - 1}, and none with number ${digits}`,
      );
    const replica = this.#options.replicaOf(image.topicId, record.partition);
    const subject = { kind: 'partition', id: `${topic}-${record.partition}`, machines: REPLICA_MACHINES };
    if (replica !== null) return this.#explained(subject, replica.explain());
    if (record.replicas.includes(this.#options.brokerId)) return this.#explained(subject, WITHOUT_LOG);
    return this.#elsewhere(subject.id, [...leaderOf(record), ...record.replicas]);
  }

  #group(id: string): Explained {
    const groups = this.#options.groups();
    if (groups === null) return unavailable('this broker does not serve groups now');
    const partition = groups.partitionOf(id);
    const home = `${OFFSETS_TOPIC}-${partition}`;
    const record = this.#options.image.topicByName(OFFSETS_TOPIC)?.partitions[partition];
    if (record === undefined)
      return unknown(`group "${id}" does not exist: ${OFFSETS_TOPIC}, where it would live, is not there yet`);
    const [leader] = leaderOf(record);
    if (leader === undefined)
      return unavailable(`group "${id}" lives in ${home}, which nobody leads now; ask why: /explain/partition/${home}`);
    if (leader !== this.#options.brokerId) return this.#elsewhere(`group "${id}"`, [leader]);
    const state = groups.explain(id);
    if (state === null) return unknown(`group "${id}" does not exist: it has no member and no committed offset`);
    return this.#explained({ kind: 'group', id, machines: GROUP_MACHINES }, state);
  }

  #explained(subject: Parameters<typeof explanationOf>[0], state: ExplainedState): Explained {
    return { kind: 'explained', explanation: explanationOf(subject, state, this.#options.journal) };
  }

  /** The first of those brokers that lives and serves HTTP. */
  #elsewhere(what: string, hosts: readonly BrokerId[]): Explained {
    const { image, brokerId: own } = this.#options;
    for (const host of hosts) {
      const record = host === own ? null : image.broker(host);
      if (record === null || record.state === 'fenced' || record.httpEndpoint === null) continue;
      return { kind: 'elsewhere', brokerId: host, httpEndpoint: record.httpEndpoint };
    }
    const named = [...new Set(hosts)].join(', ');
    return unavailable(`${what} is on broker ${named}, where no HTTP is known to answer now`);
  }
}

/** The metadata names this broker, and there is no replica yet that could speak for itself. */
const WITHOUT_LOG: ExplainedState = {
  state: 'opening',
  facts: {},
  sentences: [
    'The metadata gives a replica to this broker, and its log is not open.',
    'It is being made, or that failed; then the log lines of the broker say why.',
  ],
};

const leaderOf = ({ leader }: PartitionRecord): readonly BrokerId[] => (leader === null ? [] : [leader.brokerId]);
