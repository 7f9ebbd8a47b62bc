import { seededRandom, silentLogger, systemClock } from '@yak/base';
import { MetadataImage } from '@yak/cluster';
import { keyOf, type MetadataRecord, type PartitionRecord, topicKey } from '@yak/control';
import { Journal } from '@yak/journal';
import { brokerEpoch, brokerId, isRefusal, leaderEpoch, partitionEpoch, partitionIndex, topicId } from '@yak/model';
import type { LeadershipClaim } from '@yak/replica';
import { resolveBrokerSettings } from '@yak/settings';
import { failing, SimulatedDisk } from '@yak/simulation';
import { HostedReplicas } from '../../../libs/broker/src/hosted-replicas';
import { ObeyedPartitionRecords } from '../../../libs/broker/src/obeyed-partition-records';
import { openLogDirectory } from '../../../libs/broker/src/open-log-directory';
import { CountingMeter } from '../../support/broker/counting-meter';
import { ManualClock } from '../../support/cluster/manual-clock';
import { until } from '../../support/until';

const ID = { brokerId: brokerId(1), brokerEpoch: brokerEpoch(3) };
const idOf = (digit: string) => topicId(digit.repeat(32));
const topicOf = (digit: string, name: string, partitionCount = 1): MetadataRecord => ({
  kind: 'topic',
  topicId: idOf(digit),
  name,
  partitionCount,
  operationId: '',
});
const partitionOf = (digit: string, changes: Partial<PartitionRecord> = {}): PartitionRecord => ({
  kind: 'partition',
  topicId: idOf(digit),
  partition: partitionIndex(0),
  leader: ID,
  leaderEpoch: leaderEpoch(0),
  isr: [ID],
  elr: [],
  lastKnownLeader: null,
  replicas: [ID.brokerId],
  partitionEpoch: partitionEpoch(0),
  isRecovering: false,
  operationId: '',
  ...changes,
});

/** A broker's replicas over a disk in memory, fed by hand. */
class World {
  readonly image = new MetadataImage();
  readonly claims: LeadershipClaim[] = [];
  readonly warnings: string[] = [];
  /** What was told of recoveries: topic id, and whether it recovers; null: forgotten. */
  readonly recoveries: [string, boolean | null][] = [];
  /** What was told of roles. */
  readonly roles: string[] = [];
  readonly meter = new CountingMeter();
  /** The clock of who hosts; the disk has its own. */
  readonly clock = new ManualClock();
  readonly #random = seededRandom('hosted-replicas');
  readonly disk = new SimulatedDisk({ clock: systemClock, random: this.#random });
  readonly settings = resolveBrokerSettings({}).settings;
  #revision = 0;

  async host() {
    const { settings, image } = this;
    const logger = { ...silentLogger, log: (_level: string, message: string) => void this.warnings.push(message) };
    const surroundings = { clock: systemClock, random: this.#random, logger, meter: this.meter, settings };
    const { directory, obeyedFile } = await openLogDirectory({
      ...surroundings,
      disk: this.disk.process(),
      logDirectoryPath: '/logs',
    });
    const replicas = new HostedReplicas({
      ...surroundings,
      clock: this.clock,
      image,
      directory,
      directoryPath: '/logs',
      obeyedRecords: new ObeyedPartitionRecords(obeyedFile, systemClock),
      coordinator: {
        claim: (claim) => {
          this.claims.push(claim);
          return Promise.resolve(null);
        },
      },
      recoveryEnds: {
        follow: ({ topicId, isRecovering }) => void this.recoveries.push([topicId, isRecovering]),
        forget: (topicId) => void this.recoveries.push([topicId, null]),
        close: () => undefined,
      },
      leaderLink: { follow: () => () => undefined },
      onRoleMoved: ({ topic, role }) => void this.roles.push(`${topic} ${role}`),
      journal: new Journal({ node: 'broker-1', clock: systemClock, capacity: 100 }),
    });
    const begin = (): void =>
      replicas.begin({ ...ID, directoryId: directory.directoryId, registrationPosition: this.image.revision });
    return { replicas, directory, begin };
  }

  apply(replicas: HostedReplicas | null, ...records: MetadataRecord[]): void {
    this.#revision += 1;
    const changes = records.map((record) => ({ key: keyOf(record), record, revision: this.#revision }));
    const applied = this.image.apply({ revision: this.#revision, changes });
    replicas?.apply(applied);
  }

  remove(replicas: HostedReplicas | null, key: string): void {
    this.#revision += 1;
    const changes = [{ key, record: null, revision: this.#revision }];
    const applied = this.image.apply({ revision: this.#revision, changes });
    replicas?.apply(applied);
  }
}

describe('the replicas of a broker', () => {
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  it('are made only after the registration is applied, and then lead where the metadata says so', async () => {
    const { replicas, begin, directory } = await world.host();
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a'));
    expect(replicas.find('orders', 0)).toBeNull();
    begin();
    expect(replicas.isSettling).toBe(true);
    await until(() => replicas.find('orders', 0)?.replica.role === 'leader');
    expect(await replicas.whenServing(idOf('a'), 0)).toBe(true);
    expect(replicas.isSettling).toBe(false);
    expect([...directory.logs.keys()]).toEqual(['orders-0']);
    expect(replicas.logDirectories()).toMatchObject([
      { path: '/logs', isOffline: false, logs: [{ topic: 'orders', partition: 0 }] },
    ]);
  });

  it('are told of when their role moves, also when they are closed', async () => {
    const { replicas, begin } = await world.host();
    begin();
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a'));
    await until(() => replicas.find('orders', 0)?.replica.role === 'leader');
    await replicas.close();
    expect(world.roles).toEqual(['orders candidate', 'orders leader', 'orders offline']);
  });

  it('claim where nobody leads', async () => {
    const { replicas, begin } = await world.host();
    begin();
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a', { leader: null }));
    await until(() => world.claims.length > 0);
    expect(world.claims[0]).toMatchObject({ topicId: idOf('a'), brokerId: 1, brokerEpoch: 3, logEndOffset: 0 });
    expect(replicas.isSettling).toBe(true);
    expect(await replicas.whenServing(idOf('a'), 0)).toBe(true);
  });

  const formerly = { ...ID, brokerEpoch: brokerEpoch(2) };
  const noMembers = { leader: null, isr: [], elr: [] };
  it.each<[string, Partial<PartitionRecord>, boolean]>([
    ['is named leader by its former epoch', { leader: formerly, isr: [formerly] }, true],
    ['is in sync by its former epoch', { leader: null, isr: [formerly] }, true],
    ['is eligible by its former epoch', { ...noMembers, elr: [formerly] }, true],
    [
      'led last, with another directory',
      { ...noMembers, lastKnownLeader: { brokerId: ID.brokerId, directoryId: 'x' } },
      false,
    ],
    ['is not in sync', { leader: null, isr: [{ ...formerly, brokerId: brokerId(2) }] }, false],
    ['may not lead at all', noMembers, false],
  ])(
    'settle only after the coordinator has judged this life, where the broker %s',
    async (_case, record, isSettling) => {
      const { replicas, begin } = await world.host();
      begin();
      world.apply(replicas, topicOf('a', 'orders'), partitionOf('a', record));
      await until(() => replicas.find('orders', 0)?.replica.role === 'follower');
      expect(replicas.isSettling).toBe(isSettling);
      expect(world.claims).toEqual([]);
    },
  );

  it('are none of its business where they are on other brokers', async () => {
    const { replicas, begin, directory } = await world.host();
    begin();
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a', { replicas: [brokerId(2)], leader: null }));
    expect(replicas.find('orders', 0)).toBeNull();
    expect(directory.logs.size).toBe(0);
  });

  it('go with their topic, and a new topic of that name starts with an empty log of its own', async () => {
    const { replicas, begin, directory } = await world.host();
    begin();
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a'));
    await until(() => replicas.find('orders', 0)?.replica.role === 'leader');
    world.remove(replicas, topicKey(idOf('a')));
    expect(replicas.find('orders', 0)).toBeNull();
    world.apply(replicas, topicOf('b', 'orders'), partitionOf('b'));
    await until(() => replicas.find('orders', 0)?.replica.role === 'leader');
    expect(replicas.find('orders', 0)?.replica.topicId).toBe(idOf('b'));
    expect(directory.logs.get('orders-0')?.topicId).toBe(idOf('b'));
  });

  it('obey changed settings of their topic', async () => {
    const { replicas, begin } = await world.host();
    begin();
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a'));
    await until(() => replicas.find('orders', 0) !== null);
    expect(replicas.find('orders', 0)?.rules.maxMessageBytes).toBe(1_048_588);
    const entries = { 'max.message.bytes': '500' };
    world.apply(replicas, {
      kind: 'config',
      resourceType: 'topic',
      resource: idOf('a'),
      entries,
      recordEpoch: 1,
      operationId: '',
    });
    expect(replicas.find('orders', 0)?.rules.maxMessageBytes).toBe(500);
    world.settings.applyDynamic({ cluster: new Map([['message.max.bytes', '600']]), broker: new Map() });
    expect(replicas.find('orders', 0)?.rules.maxMessageBytes).toBe(500);
  });

  it('come back on the logs that are there; a log that the metadata gives to nobody here is removed and counted', async () => {
    const first = await world.host();
    first.begin();
    world.apply(first.replicas, topicOf('a', 'orders'), partitionOf('a'), topicOf('b', 'gone'), partitionOf('b'));
    await until(() => !first.replicas.isSettling);
    await first.replicas.close();
    await first.directory.close({ brokerEpoch: 3 });
    world.remove(null, topicKey(idOf('b')));
    const second = await world.host();
    expect(second.directory.logs.has('gone-0')).toBe(true);
    second.begin();
    expect(second.replicas.find('orders', 0)).not.toBeNull();
    expect(second.replicas.find('gone', 0)).toBeNull();
    await until(() => !second.directory.logs.has('gone-0'));
    await second.replicas.close();
    expect([...second.directory.logs.keys()]).toEqual(['orders-0']);
    expect(world.warnings).toContain('a log that the metadata gives to nobody here is removed');
    expect(world.meter.valueOf('yak_stray_logs_total')).toBe(1);
  });

  it('keep strays until the registration is applied: what is not known yet may still come', async () => {
    const first = await world.host();
    first.begin();
    world.apply(first.replicas, topicOf('a', 'orders'), partitionOf('a'));
    await until(() => !first.replicas.isSettling);
    await first.replicas.close();
    await first.directory.close({ brokerEpoch: 3 });
    const { replicas, directory } = await world.host();
    world.remove(replicas, topicKey(idOf('a')));
    await replicas.close();
    expect(directory.logs.has('orders-0')).toBe(true);
  });

  it('never use the log of a former topic of the same name', async () => {
    const first = await world.host();
    first.begin();
    world.apply(first.replicas, topicOf('a', 'orders'), partitionOf('a'));
    await until(() => !first.replicas.isSettling);
    await first.replicas.close();
    await first.directory.close({ brokerEpoch: 3 });
    world.remove(null, topicKey(idOf('a')));
    world.apply(null, topicOf('b', 'orders'), partitionOf('b'));
    const { replicas, directory, begin } = await world.host();
    begin();
    expect(replicas.find('orders', 0)).toBeNull();
    await until(() => replicas.find('orders', 0)?.replica.role === 'leader');
    expect(directory.logs.get('orders-0')?.topicId).toBe(idOf('b'));
    await replicas.close();
    expect(directory.logs.get('orders-0')?.topicId).toBe(idOf('b'));
    expect(world.meter.valueOf('yak_stray_logs_total')).toBe(1);
  });

  it('follow their topic when it goes and comes back before its log was made', async () => {
    const { replicas, begin, directory } = await world.host();
    begin();
    for (const digit of ['a', 'b', 'c']) {
      world.apply(replicas, topicOf(digit, 'orders'), partitionOf(digit));
      if (digit !== 'c') world.remove(replicas, topicKey(idOf(digit)));
    }
    await until(() => replicas.find('orders', 0)?.replica.role === 'leader');
    await replicas.close();
    expect(directory.logs.get('orders-0')?.topicId).toBe(idOf('c'));
    expect(world.warnings).toEqual([]);
  });

  it('say of every record whether the partition recovers, and that it is gone', async () => {
    const { replicas, begin } = await world.host();
    begin();
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a', { isRecovering: true }));
    await until(() => !replicas.isSettling);
    world.apply(replicas, partitionOf('a', { partitionEpoch: partitionEpoch(1) }));
    world.remove(replicas, topicKey(idOf('a')));
    expect(world.recoveries).toEqual([
      [idOf('a'), true],
      [idOf('a'), false],
      [idOf('a'), null],
    ]);
  });

  it('let those who wait for them go on at the moment in which they lead; no time passes', async () => {
    const { replicas, begin } = await world.host();
    begin();
    world.apply(
      replicas,
      topicOf('a', 'orders', 2),
      partitionOf('a'),
      partitionOf('a', { partition: partitionIndex(1) }),
    );
    const later = replicas.whenLeading('later', 0, 100);
    const facts = [
      replicas.whenServing(idOf('a'), 100).then((isServing) => isServing && !replicas.isSettling),
      replicas.whenSettled(100).then((isSettled) => isSettled && !replicas.isSettling),
      ...[0, 1].map((partition) => replicas.whenLeading('orders', partition, 100)),
    ];
    expect(replicas.isSettling).toBe(true);
    expect(await Promise.all(facts)).toEqual([true, true, true, true]);
    world.apply(replicas, topicOf('b', 'later'), partitionOf('b'));
    expect(await later).toBe(true);
    expect(world.clock.monotonicMs()).toBe(new ManualClock().monotonicMs());
    expect(world.clock.armed).toBe(0);
    expect(await Promise.all([replicas.whenSettled(0), replicas.whenLeading('later', 0, 0)])).toEqual([true, true]);
  });

  it('are waited for anew in each leader epoch', async () => {
    const { replicas, begin } = await world.host();
    begin();
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a'));
    await replicas.whenServing(idOf('a'), 100);
    world.apply(replicas, partitionOf('a', { leaderEpoch: leaderEpoch(1), partitionEpoch: partitionEpoch(1) }));
    expect(await replicas.whenServing(idOf('a'), 0)).toBe(false);
    expect(await replicas.whenServing(idOf('a'), 100)).toBe(true);
    expect(replicas.find('orders', 0)?.replica.leaderEpoch).toBe(1);
  });

  it('are waited for no longer than was said', async () => {
    const { replicas, begin } = await world.host();
    begin();
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a', { leader: null }));
    const waits = [replicas.whenSettled(100), replicas.whenLeading('orders', 0, 100)];
    await world.clock.run(100);
    expect(await Promise.all(waits)).toEqual([false, false]);
  });

  it('settle where the topic goes before its log was made', async () => {
    const { replicas, begin } = await world.host();
    begin();
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a'));
    const waits = [replicas.whenSettled(100), replicas.whenServing(idOf('a'), 100)];
    world.remove(replicas, topicKey(idOf('a')));
    expect(await Promise.all(waits)).toEqual([true, true]);
  });

  it('settle where another broker is named leader', async () => {
    const { replicas, begin } = await world.host();
    begin();
    const other = { ...ID, brokerId: brokerId(2) };
    const away = { leader: other, leaderEpoch: leaderEpoch(1), partitionEpoch: partitionEpoch(1) };
    world.apply(
      replicas,
      topicOf('a', 'orders'),
      partitionOf('a', { leader: null, replicas: [brokerId(1), brokerId(2)] }),
    );
    await until(() => world.claims.length > 0);
    const settled = replicas.whenSettled(100);
    world.apply(replicas, partitionOf('a', { ...away, isr: [other], replicas: [brokerId(1), brokerId(2)] }));
    expect(await settled).toBe(true);
    expect(await replicas.whenServing(idOf('a'), 0)).toBe(true);
  });

  it('settle where no log can be made any more', async () => {
    const { replicas, begin, directory } = await world.host();
    begin();
    world.disk.faults = failing('sync', 'EIO');
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a'));
    expect(await replicas.whenSettled(100)).toBe(true);
    expect(directory.isOffline).toBe(true);
    expect(world.clock.monotonicMs()).toBe(new ManualClock().monotonicMs());
  });

  it('are waited for by nobody any more once they are closed', async () => {
    const { replicas, begin } = await world.host();
    begin();
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a'));
    const waits = [replicas.whenSettled(100), replicas.whenServing(idOf('a'), 100)];
    const closed = replicas.close();
    expect(await Promise.all(waits)).toEqual([false, false]);
    await closed;
    expect(await replicas.whenServing(idOf('a'), 100)).toBe(false);
    expect(world.clock.armed).toBe(0);
  });

  it('refuse everything once they are closed', async () => {
    const { replicas, begin } = await world.host();
    begin();
    world.apply(replicas, topicOf('a', 'orders'), partitionOf('a'));
    await until(() => !replicas.isSettling);
    const replica = replicas.find('orders', 0)?.replica;
    await replicas.close();
    expect(replicas.find('orders', 0)).toBeNull();
    expect(isRefusal(replica?.describeProducers())).toBe(true);
  });
});
