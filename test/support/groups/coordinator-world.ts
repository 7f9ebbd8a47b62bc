import type { OffsetCommit, RequestOf } from '@yak/protocol';
import { GroupCoordinator } from '../../../libs/groups/src/coordinator';
import { settle } from '../cluster/manual-clock';
import { FakeGroupLog } from './fake-group-log';
import { FakeCaller, FakeServices } from './fake-services';

type CommitRequest = RequestOf<typeof OffsetCommit>;

/** A coordinator over logs in memory, and the clients that ask it. */
export class CoordinatorWorld {
  readonly fakes = new FakeServices();
  readonly clock = this.fakes.clock;
  readonly topics = this.fakes.topics;
  readonly settings = this.fakes.settings;
  coordinator: GroupCoordinator;
  /** By partition of `__consumer_offsets`. */
  logs: FakeGroupLog[];

  constructor(readonly partitionsCount = 1) {
    this.coordinator = this.#start();
    this.logs = Array.from({ length: partitionsCount }, () => new FakeGroupLog());
  }

  /** The log of the only partition. */
  get log(): FakeGroupLog {
    const [log] = this.logs;
    if (log === undefined) throw new Error('there is no partition');
    return log;
  }

  /** Every partition is led here and loaded. */
  async lead(): Promise<this> {
    this.logs.forEach((log, partition) => this.coordinator.lead(partition, log));
    await settle();
    return this;
  }

  /** The broker ends without a word and another begins on what its log has: all of it, or what was committed. */
  async restart(what: 'all' | 'committed' = 'all'): Promise<void> {
    for (const log of this.logs) log.end();
    this.coordinator.stop();
    await settle();
    this.logs = this.logs.map((log) => log.reopened(what));
    this.coordinator = this.#start();
    await this.lead();
  }

  /** Commits offsets without a member: `{ orders: [5, 7] }` is 5 in partition 0 and 7 in partition 1 of orders. */
  async commit(
    groupId: string,
    offsets: Readonly<Record<string, readonly number[]>>,
    changes: Partial<CommitRequest> = {},
    apiVersion = 8,
  ): Promise<number[]> {
    const { topics } = await this.coordinator.offsetCommit(
      {
        groupId,
        generationIdOrMemberEpoch: -1,
        memberId: '',
        groupInstanceId: null,
        retentionTimeMs: -1,
        topics: Object.entries(offsets).map(([name, committed]) => ({
          name,
          partitions: committed.map((committedOffset, partitionIndex) => ({
            partitionIndex,
            committedOffset,
            committedLeaderEpoch: -1,
            committedMetadata: null,
          })),
        })),
        ...changes,
      },
      new FakeCaller(apiVersion),
    );
    return topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode));
  }

  /** All offsets of a group: `orders-0: 5`; or its error. */
  async offsets(groupId: string, requireStable = false): Promise<string[]> {
    const wanted = { groupId, memberId: null, memberEpoch: -1, topics: null, requireStable };
    const { errorCode, topics } = await this.coordinator.offsetFetch(wanted, new FakeCaller(8));
    if (errorCode !== 0) return [`error ${errorCode}`];
    return topics
      .flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, committedOffset }) => `${name}-${partitionIndex}: ${committedOffset}`),
      )
      .sort();
  }

  #start(): GroupCoordinator {
    const { clock, random, journal, logger, meter, topics, settings } = this.fakes;
    return new GroupCoordinator({
      settings,
      topics,
      clock,
      random,
      journal,
      logger,
      meter,
      partitionsCount: () => this.partitionsCount,
    });
  }
}
