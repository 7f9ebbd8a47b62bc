import { ErrorCode, isRefusal, offset, refusal, type Refusal } from '@yak/model';
import type { Appended, PartitionFacts, ReplicaMember } from '@yak/replica';
import { batchOf } from '../../support/replica/batches';
import { FakeReplicaLog } from '../../support/replica/fake-replica-log';
import {
  TOPIC_ID,
  claimable,
  ledByOther,
  ledByUs,
  member,
  partitionFacts,
} from '../../support/replica/records-of-metadata';
import { POSITION, ReplicaWorld, turn } from '../../support/replica/replica-world';

const append = (world: ReplicaWorld, requiredAcks: 0 | 1 | -1 = -1): Refusal | Appended =>
  world.replica.append(batchOf(1), { requiredAcks });
const codeOf = (answer: unknown): number | null => (isRefusal(answer) ? answer.code : null);
const leading = async (log?: FakeReplicaLog): Promise<ReplicaWorld> => {
  const world = new ReplicaWorld(log);
  await world.obey(ledByUs(4, 9));
  expect(world.replica.role).toBe('leader');
  return world;
};
const readFrom = (world: ReplicaWorld, startOffset: number) =>
  world.replica.read({
    startOffset,
    bytesMax: 1_000,
    wholeFirstBatch: true,
    isolation: 'read_uncommitted',
    currentLeaderEpoch: null,
    lastFetchedEpoch: null,
  });

describe('a partition with one broker', () => {
  test('is led after a claim that the metadata confirms, with a cause for every step', async () => {
    const world = new ReplicaWorld(new FakeReplicaLog().holding({ end: 12, highWatermark: 9, epoch: 2 }));
    await world.obey(claimable(3, 8));
    expect(world.replica.role).toBe('candidate');
    expect(world.claims).toEqual([
      {
        topicId: TOPIC_ID,
        partition: 3,
        brokerId: 1,
        brokerEpoch: 10,
        leaderEpoch: 3,
        logEndOffset: 12,
        lastEpoch: 2,
        highWatermark: 9,
        directoryId: 'directory-1',
      },
    ]);
    await world.obey(ledByUs(4, 9));
    expect([world.replica.role, world.replica.leaderEpoch]).toEqual(['leader', 4]);
    expect(world.path).toBe('follower → candidate.claiming → candidate.assuming → leader');
    expect(world.causes).toEqual([
      'the log was opened',
      'nobody leads in leader epoch 3 and this replica may claim',
      'this replica leads in leader epoch 4',
      'leader epoch 4 is durable',
    ]);
    expect(world.journal.since(0).at(-1)?.facts).toEqual({
      leaderEpoch: 4,
      partitionEpoch: 9,
      leader: 1,
      isr: '1',
      claims: 0,
      refusal: null,
    });
    expect(world.kept).toEqual([claimable(3, 8), ledByUs(4, 9)]);
  });

  test('a claim for an empty log says no last epoch', async () => {
    const world = new ReplicaWorld();
    await world.obey(claimable(0, 0));
    expect(world.claims[0]).toMatchObject({ lastEpoch: null, logEndOffset: 0 });
  });

  test('claims again after a rest when it was refused, and rests longer each time', async () => {
    const world = new ReplicaWorld();
    world.claimAnswer = refusal(ErrorCode.NOT_CONTROLLER, 'a standby');
    await world.obey(claimable(3, 8));
    expect(world.causes.at(-1)).toBe('claim refused: a standby');
    const moments: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      world.clock.advance();
      moments.push(world.clock.monotonicMs());
      await turn();
    }
    expect(moments).toEqual([100, 300, 700, 1_500]);
    expect(world.claims).toHaveLength(5);
  });

  test('claims again when neither an answer nor the metadata comes', async () => {
    const world = new ReplicaWorld();
    await world.obey(claimable(3, 8));
    world.clock.advance();
    expect([world.clock.monotonicMs(), world.claims.length]).toEqual([10_000, 2]);
  });
});

describe('durable before visible', () => {
  test('a replica that was named leader is none before the record is kept and the epoch begun', async () => {
    const world = new ReplicaWorld();
    world.holdsRecords = true;
    world.log.holdsEpochs = true;
    await world.obey(ledByUs(4, 9));
    expect([world.replica.role, world.log.beginnings, codeOf(append(world))]).toEqual([
      'follower',
      [],
      ErrorCode.NOT_LEADER_OR_FOLLOWER,
    ]);
    await world.releaseRecord();
    expect([world.replica.role, world.log.beginnings, codeOf(append(world))]).toEqual([
      'candidate',
      [4],
      ErrorCode.NOT_LEADER_OR_FOLLOWER,
    ]);
    world.log.releaseEpochs();
    await turn();
    expect([world.replica.role, codeOf(append(world))]).toEqual(['leader', null]);
  });

  test('an epoch that is durable only after a newer record was seen makes no leader', async () => {
    const world = new ReplicaWorld();
    world.log.holdsEpochs = true;
    await world.obey(ledByUs(4, 9));
    world.holdsRecords = true;
    await world.obey(ledByOther(5, 10));
    world.log.releaseEpochs();
    await turn();
    expect([world.replica.role, world.path]).toEqual(['follower', 'follower → candidate.assuming → follower']);
  });

  test('of two records that wait for the disk only the newer one is acted upon', async () => {
    const world = new ReplicaWorld();
    world.holdsRecords = true;
    await world.obey(ledByUs(4, 9));
    await world.obey(ledByOther(5, 10));
    await world.releaseRecord();
    expect([world.replica.role, world.log.beginnings]).toEqual(['follower', []]);
    await world.releaseRecord();
    expect(world.links.map((link) => link.leader)).toEqual([member(2)]);
  });
});

describe('fencing', () => {
  test('a newer record ends the leadership in the turn in which it is seen, before it is durable', async () => {
    const world = await leading();
    const parked = append(world);
    world.holdsRecords = true;
    world.replica.obey(ledByOther(5, 10), POSITION);
    expect([world.replica.role, codeOf(append(world)), codeOf(readFrom(world, 0))]).toEqual([
      'follower',
      ErrorCode.NOT_LEADER_OR_FOLLOWER,
      ErrorCode.NOT_LEADER_OR_FOLLOWER,
    ]);
    expect(await (parked as Appended).done).toMatchObject({ code: ErrorCode.NOT_LEADER_OR_FOLLOWER });
    expect(world.log.batches).toHaveLength(1);
  });

  test('an epoch that changes between two turns of one writer lets nothing of the second into the log (R18)', async () => {
    const world = await leading();
    const writer = async (): Promise<(number | null)[]> => {
      const codes = [codeOf(append(world))];
      await turn();
      codes.push(codeOf(append(world)));
      await turn();
      codes.push(codeOf(append(world)));
      return codes;
    };
    const writing = writer();
    world.replica.obey(ledByOther(5, 10), POSITION);
    await turn();
    world.replica.obey(ledByUs(6, 11), POSITION);
    await turn();
    await turn();
    expect(await writing).toEqual([null, ErrorCode.NOT_LEADER_OR_FOLLOWER, null]);
    expect(world.log.batches.map(({ header }) => [header.baseOffset, header.partitionLeaderEpoch])).toEqual([
      [0, 4],
      [1, 6],
    ]);
  });

  test('a record of the same leader epoch changes the ISR and leaves the leader in place', async () => {
    const world = new ReplicaWorld();
    const three = (isr: ReplicaMember[], partitionEpoch: number): PartitionFacts =>
      partitionFacts({ epochs: [4, partitionEpoch], leader: member(1), isr, replicas: [1, 2, 3] });
    await world.obey(three([member(1), member(2)], 9));
    append(world);
    world.log.write();
    expect(world.log.highWatermark).toBe(0);
    await world.obey(three([member(1)], 10));
    expect([world.replica.role, world.log.highWatermark, world.log.beginnings]).toEqual(['leader', 1, [4]]);
    expect(world.journal.since(0).at(-1)).toMatchObject({
      from: 'leader',
      to: 'leader',
      facts: { isr: '1', partitionEpoch: 10 },
    });
  });

  test.each([
    { name: 'a lower leader epoch', record: ledByOther(3, 20) },
    { name: 'a lower partition epoch', record: partitionFacts({ epochs: [4, 8] }) },
    { name: 'the same record again', record: ledByUs(4, 9) },
  ])('a record that is not newer changes nothing (R12): $name', async ({ record }) => {
    const world = await leading();
    const steps = world.journal.lastSequence;
    await world.obey(record);
    expect([world.replica.role, world.journal.lastSequence, world.kept.length]).toEqual(['leader', steps, 1]);
  });

  test('a record before the metadata reached our registration is not acted upon (R15)', async () => {
    const world = new ReplicaWorld();
    await world.obey(ledByUs(4, 9), POSITION - 1);
    expect([world.replica.role, world.kept.length]).toEqual(['follower', 0]);
    await world.obey(ledByUs(4, 9), POSITION);
    expect(world.replica.role).toBe('leader');
  });

  test('a replica that led in an earlier life of its broker does not lead on that record (R15, R16)', async () => {
    const world = new ReplicaWorld();
    await world.obey(partitionFacts({ epochs: [4, 9], leader: member(1, 9), isr: [member(1, 9)] }));
    expect([world.replica.role, world.links]).toEqual(['follower', []]);
  });
});

describe('after a restart', () => {
  test('the record obeyed in the earlier life is acted upon without keeping it again', async () => {
    const world = new ReplicaWorld(new FakeReplicaLog(), claimable(3, 8));
    await world.obey(claimable(3, 8));
    expect([world.replica.role, world.kept]).toEqual(['candidate', []]);
  });

  test('a record older than the one obeyed in the earlier life is ignored (R12)', async () => {
    const world = new ReplicaWorld(new FakeReplicaLog(), ledByOther(5, 10));
    await world.obey(claimable(4, 9));
    expect([world.replica.role, world.claims]).toEqual(['follower', []]);
  });
});

describe('a follower', () => {
  test('follows the leader that the record names, and each next one', async () => {
    const world = new ReplicaWorld();
    await world.obey(ledByOther(5, 10));
    const first = world.links[0]?.follower;
    expect(first?.nextFetch()).toMatchObject({ leaderEpoch: 5, fetchOffset: 0 });
    await world.obey(partitionFacts({ epochs: [6, 11], leader: member(3), isr: [member(3)], replicas: [1, 2, 3] }));
    expect(world.links.map((link) => link.leader)).toEqual([member(2), member(3)]);
    expect([first?.nextFetch(), world.unlinked]).toEqual([null, 1]);
  });

  test('waits and asks nobody where nobody leads and it may not claim', async () => {
    const world = new ReplicaWorld();
    await world.obey(partitionFacts({ epochs: [5, 10], isr: [member(2)], replicas: [1, 2] }));
    expect([world.replica.role, world.links, world.claims]).toEqual(['follower', [], []]);
  });

  test('refuses clients', async () => {
    const { replica } = new ReplicaWorld();
    const code = ErrorCode.NOT_LEADER_OR_FOLLOWER;
    expect([replica.leaderEpoch, replica.bytesAvailable(0, 'read_uncommitted')]).toEqual([0, 0]);
    expect(replica.describeProducers()).toMatchObject({ code });
    expect(replica.endOffsetForEpoch({ leaderEpoch: 1, currentLeaderEpoch: null })).toMatchObject({ code });
    expect(
      await replica.offsets({ kind: 'latest', isolation: 'read_committed', currentLeaderEpoch: null }),
    ).toMatchObject({ code });
    expect(await replica.deleteRecordsBefore('highWatermark')).toMatchObject({ code });
  });
});

describe('a log that fails', () => {
  test.each([
    { name: 'goes offline', fail: (world: ReplicaWorld): void => world.log.goOffline() },
    {
      name: 'throws at an append',
      fail: (world: ReplicaWorld): void => {
        world.log.failure = new Error('ENOSPC');
        expect(codeOf(append(world))).toBe(ErrorCode.KAFKA_STORAGE_ERROR);
      },
    },
  ])('breaks the parked acks and answers KAFKA_STORAGE_ERROR from then on: it $name', async ({ fail }) => {
    const world = await leading();
    const parked = append(world) as Appended;
    fail(world);
    expect(await parked.done).toMatchObject({ code: ErrorCode.KAFKA_STORAGE_ERROR });
    expect([world.replica.role, codeOf(append(world)), codeOf(readFrom(world, 0))]).toEqual([
      'offline',
      ErrorCode.KAFKA_STORAGE_ERROR,
      ErrorCode.KAFKA_STORAGE_ERROR,
    ]);
    await world.obey(claimable(5, 10));
    expect([world.replica.role, world.claims]).toEqual(['offline', []]);
  });

  test('that takes nothing while too much waits for the disk refuses for the moment and stays in service', async () => {
    const world = await leading();
    world.log.failure = Object.assign(new Error('9 bytes wait'), { code: 'YAK_STORAGE_BACKLOG' });
    expect(codeOf(append(world))).toBe(ErrorCode.REQUEST_TIMED_OUT);
    world.log.failure = null;
    expect([codeOf(append(world)), world.log.batches.length]).toEqual([null, 1]);
  });

  test('before its epoch is durable never leads', async () => {
    const world = new ReplicaWorld();
    world.log.failure = new Error('EIO');
    await world.obey(ledByUs(4, 9));
    expect([world.replica.role, world.path]).toEqual(['offline', 'follower → candidate.assuming → offline']);
    expect(world.causes.at(-1)).toBe('the leader epoch could not be kept: EIO');
  });

  test('a record that could not be kept is not acted upon and takes the replica offline', async () => {
    const world = new ReplicaWorld();
    world.keepFailure = new Error('ENOSPC');
    await world.obey(ledByUs(4, 9));
    expect([world.replica.role, world.log.beginnings]).toEqual(['offline', []]);
  });

  test('a mistake of our own in an action takes this replica offline and nothing else', async () => {
    const log = new FakeReplicaLog();
    log.leaderEpochs.latest = () => {
      throw new Error('a mistake');
    };
    const world = new ReplicaWorld(log);
    await world.obey(claimable(3, 8));
    expect([world.replica.role, codeOf(append(world))]).toEqual(['offline', ErrorCode.KAFKA_STORAGE_ERROR]);
    expect(world.causes.at(-1)).toBe('Error: a mistake');
    expect(world.told.at(-1)).toBe('offline 3');
  });
});

describe('readers that wait', () => {
  test('are told of appends that count, of a role won and a role lost, until they leave', async () => {
    const world = new ReplicaWorld();
    let told = 0;
    const leave = world.replica.onAdvanced(() => {
      told += 1;
    });
    await world.obey(ledByUs(4, 9));
    world.clock.advance();
    expect(told).toBe(1);
    append(world);
    world.log.write();
    expect(told).toBe(2);
    await world.obey(ledByOther(5, 10));
    world.clock.advance();
    expect(told).toBe(3);
    world.log.write();
    expect(told).toBe(3);
    leave();
    await world.obey(ledByUs(6, 11));
    while (world.clock.advance());
    expect(told).toBe(3);
  });

  test('read what was appended', async () => {
    const world = await leading();
    append(world);
    world.log.write();
    expect(readFrom(world, 0)).toMatchObject({ records: [world.log.batches[0]?.bytes], highWatermark: 1 });
    expect(world.replica.bytesAvailable(0, 'read_uncommitted')).toBe(world.log.sizeInBytes);
  });
});

describe('deleting records', () => {
  const deletable = (): Promise<ReplicaWorld> =>
    leading(new FakeReplicaLog().holding({ end: 12, highWatermark: 12, epoch: 3 }));

  test.each([
    { before: 5, lowWatermark: 5 },
    { before: 'highWatermark' as const, lowWatermark: 12 },
    { before: 0, lowWatermark: 2 },
    { before: 2, lowWatermark: 2 },
  ])('before $before moves the log start from 2 to $lowWatermark', async ({ before, lowWatermark }) => {
    const world = await deletable();
    world.log.logStartOffset = offset(2);
    expect(await world.replica.deleteRecordsBefore(before)).toEqual({ lowWatermark });
    expect(world.log.logStartOffset).toBe(lowWatermark);
  });

  test.each([13, -2])('before %i is OFFSET_OUT_OF_RANGE', async (before) => {
    const world = await deletable();
    expect(await world.replica.deleteRecordsBefore(before)).toMatchObject({ code: ErrorCode.OFFSET_OUT_OF_RANGE });
    expect(world.log.logStartOffset).toBe(0);
  });

  test('by a leader that is deposed meanwhile is refused', async () => {
    const world = await deletable();
    const deleting = world.replica.deleteRecordsBefore(5);
    world.replica.obey(ledByOther(5, 10), POSITION);
    expect(await deleting).toMatchObject({ code: ErrorCode.NOT_LEADER_OR_FOLLOWER });
  });

  test.each([
    { isOffline: true, role: 'offline' },
    { isOffline: false, role: 'leader' },
  ])(
    'that fails is KAFKA_STORAGE_ERROR; log offline $isOffline makes the replica $role',
    async ({ isOffline, role }) => {
      const world = await deletable();
      world.log.failure = new Error('EIO');
      world.log.isOffline = isOffline;
      expect(await world.replica.deleteRecordsBefore(5)).toMatchObject({ code: ErrorCode.KAFKA_STORAGE_ERROR });
      expect(world.replica.role).toBe(role);
    },
  );
});

describe('a replica', () => {
  test('refuses acks=all as soon as its settings ask for more in-sync replicas', async () => {
    const world = new ReplicaWorld();
    await world.obey(partitionFacts({ epochs: [4, 9], leader: member(1), isr: [member(1)], replicas: [1, 2] }));
    world.replica.configure({ minInSyncReplicas: 2, parkedAcksMax: 100 });
    expect(codeOf(append(world))).toBe(ErrorCode.NOT_ENOUGH_REPLICAS);
    expect(codeOf(append(world, 1))).toBeNull();
  });

  test('tells of each role and each leader epoch in the turn in which it has it, without being asked', async () => {
    const world = new ReplicaWorld();
    world.log.holdsEpochs = true;
    await world.obey(claimable(3, 8));
    await world.obey(ledByUs(4, 9));
    expect(world.told).toEqual(['candidate 3', 'candidate 4']);
    world.log.releaseEpochs();
    await turn();
    world.log.holdsEpochs = false;
    await world.obey(ledByUs(4, 10));
    world.holdsRecords = true;
    await world.obey(ledByOther(5, 11));
    expect(world.told.slice(2)).toEqual(['leader 4', 'follower 4']);
    await world.releaseRecord();
    world.log.goOffline();
    await world.replica.close();
    expect(world.told.slice(4)).toEqual(['follower 5', 'offline 5']);
    expect(world.clock.monotonicMs()).toBe(0);
  });

  test('lists the producers that its partition knows', async () => {
    const world = await leading();
    world.replica.append(batchOf(2, { sequence: 0 }), { requiredAcks: 1 });
    const producers = world.replica.describeProducers();
    expect(isRefusal(producers) ? [] : [...producers].map((entry) => entry.producerId)).toEqual([7]);
  });

  test('says where an epoch ends and what its newest offset is', async () => {
    const world = await leading();
    append(world);
    world.log.write();
    expect(world.replica.endOffsetForEpoch({ leaderEpoch: 4, currentLeaderEpoch: 4 })).toEqual({
      leaderEpoch: 4,
      endOffset: 1,
    });
    expect(
      await world.replica.offsets({ kind: 'latest', isolation: 'read_uncommitted', currentLeaderEpoch: 4 }),
    ).toMatchObject({ offset: 1 });
  });

  test('that is closed breaks its parked acks, tells its readers, and does nothing any more', async () => {
    const world = await leading();
    let told = 0;
    world.replica.onAdvanced(() => {
      told += 1;
    });
    const parked = append(world) as Appended;
    await world.replica.close();
    expect(await parked.done).toMatchObject({ code: ErrorCode.NOT_LEADER_OR_FOLLOWER });
    expect([told, world.path]).toEqual([1, 'follower → candidate.assuming → leader → stopped']);
    await world.obey(ledByUs(6, 11));
    expect(codeOf(append(world))).toBe(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    expect([world.log.batches.length, world.kept.length]).toEqual([1, 1]);
  });
});

describe('a replica that is asked why', () => {
  test('says who leads, what waits, and from which record', async () => {
    const world = await leading();
    void append(world);
    const { state, facts, sentences } = world.replica.explain();
    expect(state).toBe('leader');
    expect(facts).toMatchObject({ leader: 1, leaderEpoch: 4, isr: '1', highWatermark: 0, parkedAcks: 1 });
    expect(sentences).toContain('Offset 0 waits for the disk.');
  });

  test('says which record it does not act upon yet', async () => {
    const world = await leading();
    world.holdsRecords = true;
    await world.obey(ledByOther(5, 10));
    expect(world.replica.explain()).toMatchObject({ state: 'follower', facts: { leaderEpoch: 4 } });
    expect(world.replica.explain().sentences.join(' ')).toContain('A newer partition record was seen');
  });

  test('says what failed', async () => {
    const world = await leading();
    world.log.failure = new Error('EIO');
    void append(world);
    expect(world.replica.explain().sentences[0]).toBe('This replica is out of service: an append failed: EIO.');
  });
});
