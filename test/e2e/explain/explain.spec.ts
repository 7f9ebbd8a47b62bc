import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Explanation, TransitionRecord } from '@yak/journal';
import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { root, type RunningBroker, start, startBroker, temporaryFolder } from '../../support/processes';

const TOPIC = 'orders';
const GROUP = 'why/orders';
const PATH = `/explain/group/${encodeURIComponent(GROUP)}`;
const LOOKS_MAX = 10_000;

/** A member whose first record holds it up until it is released, as a slow application does. */
class SlowMember {
  readonly #consumer: Consumer;
  readonly joined: Promise<string>;
  readonly isHeld: Promise<void>;
  release: () => void = () => undefined;
  heartbeats = 0;

  constructor(kafka: Kafka, groupId: string) {
    this.#consumer = kafka.consumer({ groupId, heartbeatInterval: 100, retry: { retries: 50 } });
    const { GROUP_JOIN, HEARTBEAT } = this.#consumer.events;
    this.joined = new Promise((resolve) => {
      this.#consumer.on(GROUP_JOIN, ({ payload }) => resolve(payload.memberId));
    });
    this.#consumer.on(HEARTBEAT, () => (this.heartbeats += 1));
    const released = new Promise<void>((resolve) => (this.release = resolve));
    let hold: () => void = () => undefined;
    this.isHeld = new Promise((resolve) => (hold = resolve));
    this.start = async () => {
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topic: TOPIC, fromBeginning: true });
      await this.#consumer.run({
        eachMessage: () => {
          hold();
          return released;
        },
      });
    };
  }

  readonly start: () => Promise<void>;

  stop(): Promise<void> {
    this.release();
    return this.#consumer.disconnect();
  }
}

describe('a broker that is asked why over HTTP', () => {
  const folder = temporaryFolder();
  let broker: RunningBroker;
  let kafka: Kafka;
  const members: SlowMember[] = [];

  const get = (path: string, accept = 'application/json'): Promise<Response> =>
    fetch(`http://127.0.0.1:${broker.httpPort}${path}`, { headers: { accept } });
  const explained = async (path: string): Promise<Explanation> => (await (await get(path)).json()) as Explanation;
  const journalOf = async (query: string): Promise<TransitionRecord[]> => {
    const lines = (await (await get(`/journal?${query}`)).text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as TransitionRecord);
  };
  /** Asks until the explanation is as it should be; the last one where it never is. */
  const awaited = async (path: string, isSo: (explanation: Explanation) => boolean): Promise<Explanation> => {
    let explanation = await explained(path);
    for (let look = 1; look < LOOKS_MAX && !isSo(explanation); look += 1) explanation = await explained(path);
    return explanation;
  };
  /** Every member has sent so many heartbeats more. */
  const beaten = async (times: number): Promise<void> => {
    const before = members.map(({ heartbeats }) => heartbeats);
    const areSent = (): boolean => members.every(({ heartbeats }, at) => heartbeats >= (before[at] ?? 0) + times);
    await awaited(PATH, areSent);
    expect(areSent()).toBe(true);
  };
  const yakCli = (...args: string[]): { status: number | null; stdout: string; stderr: string } => {
    const program = join(root, 'dist', 'yak-cli.cjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      env: { ...process.env, YAK_HTTP: `http://127.0.0.1:${broker.httpPort}` },
      encoding: 'utf8',
      timeout: 30_000,
    });
    return { status, stdout, stderr };
  };
  const member = (): SlowMember => {
    const one = new SlowMember(kafka, GROUP);
    members.push(one);
    return one;
  };

  beforeAll(async () => {
    broker = await startBroker(folder.path, {
      YAK_PROFILE: 'test',
      YAK_GROUP_CONSUMER_SESSION_TIMEOUT_MS: '30000', // a slow machine must not cost a member
    });
    kafka = new Kafka({ brokers: [`127.0.0.1:${broker.port}`], logLevel: logLevel.NOTHING });
    const [admin, producer] = [kafka.admin(), kafka.producer()];
    await admin.connect();
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: TOPIC, numPartitions: 2 }] });
    await admin.disconnect();
    await producer.connect();
    await producer.send({ topic: TOPIC, messages: [{ partition: 0, value: 'a' }] });
    await producer.disconnect();
  }, 30_000);
  afterAll(async () => {
    await Promise.all(members.map((one) => one.stop()));
    await broker.stop();
    folder.remove();
  }, 30_000);

  test('says of a partition who leads it, and how it came to that', async () => {
    const explanation = await explained(`/explain/partition/${TOPIC}-0`);
    expect(explanation).toMatchObject({
      kind: 'partition',
      id: `${TOPIC}-0`,
      node: 'broker-1',
      state: 'leader',
      facts: { leader: 1, isr: '1', logEndOffset: 1, highWatermark: 1 },
    });
    expect(explanation.transitions.map(({ to }) => to)).toEqual([
      'follower',
      'candidate.claiming',
      'candidate.assuming',
      'leader',
    ]);
    const text = await (await get(`/explain/partition/${TOPIC}-0`, 'text/plain')).text();
    expect(text).toContain(`partition ${TOPIC}-0 on broker-1: leader\n`);
    expect(yakCli('explain', 'partition', `${TOPIC}-0`)).toEqual({ status: 0, stdout: text, stderr: '' });
  });

  test('says what it does not know, to HTTP and to yak-cli', async () => {
    expect((await get(PATH)).status).toBe(404);
    expect((await get('/explain/weather/tomorrow')).status).toBe(404);
    expect(yakCli('explain', 'group', GROUP)).toMatchObject({
      status: 4,
      stderr: expect.stringContaining(`group "${GROUP}" does not exist`) as string,
    });
    expect(yakCli('explain', 'group', GROUP, '--http', '127.0.0.1:1')).toMatchObject({
      status: 6,
      stderr: expect.stringContaining('No answer over HTTP from http://127.0.0.1:1') as string,
    });
  });

  test('says which member a rebalance waits for, and that it is over once that member is back', async () => {
    const first = member();
    await first.start();
    const memberId = await first.joined;
    await first.isHeld;
    expect(await awaited(PATH, ({ state }) => state === 'Stable')).toMatchObject({
      state: 'Stable',
      facts: { members: 1 },
    });

    const second = member();
    const isUnderWay = second.start();
    const waiting = await awaited(PATH, ({ state }) => state.startsWith('PreparingRebalance'));
    expect(waiting.sentences.join(' ')).toMatch(new RegExp(`waits for member ${memberId}.* s ago`));
    const { status, stdout } = yakCli('explain', 'group', GROUP);
    expect([status, stdout]).toEqual([0, expect.stringMatching(`^group ${GROUP} on broker-1: PreparingRebalance`)]);

    first.release();
    await isUnderWay;
    const whole = await awaited(PATH, ({ state, facts }) => state === 'Stable' && facts['members'] === 2);
    expect(whole).toMatchObject({ state: 'Stable', facts: { members: 2 } });
    const steps = whole.transitions.map(({ to }) => to.replace(/\..*/, ''));
    expect(steps.slice(steps.lastIndexOf('PreparingRebalance'))).toEqual(
      expect.arrayContaining(['PreparingRebalance', 'CompletingRebalance', 'Stable']),
    );
  }, 30_000);

  test('keeps every step of the group in the journal, with its cause, and no heartbeat', async () => {
    const query = `machine=classic-group&id=${encodeURIComponent(GROUP)}`;
    const before = await journalOf(query);
    expect(before.map(({ node, machine, id }) => ({ node, machine, id }))).toEqual(
      before.map(() => ({ node: 'broker-1', machine: 'classic-group', id: GROUP })),
    );
    for (const [at, { from, cause }] of before.entries()) {
      expect(from).toBe(at === 0 ? 'none' : before[at - 1]?.to);
      expect(cause).not.toBe('');
    }
    await beaten(1); // whoever beats has its assignment
    const last = Math.max(...(await journalOf('node=broker-1')).map(({ sequence }) => sequence));
    await beaten(3);
    for (const machine of ['classic-group', 'classic-member'])
      expect(await journalOf(`machine=${machine}&since=${last}`)).toEqual([]);
    const { status, stdout } = yakCli('journal', '--machine', 'classic-group', '--id', GROUP, '--output', 'ndjson');
    expect([status, stdout.split('\n').length - 1]).toEqual([0, before.length]);
  }, 30_000);

  test('says of a group of the consumer protocol that its members hold what they should, and keeps no heartbeat', async () => {
    const program = join(__dirname, 'platformatic-member.mjs');
    const child = await start(process.execPath, [program, String(broker.port), TOPIC, 'kip-848']);
    const path = '/explain/group/kip-848';
    expect(await awaited(path, ({ state }) => state === 'Stable')).toMatchObject({
      kind: 'group',
      state: 'Stable',
      facts: { members: 1 },
    });
    const steps = await journalOf('machine=consumer-group&id=kip-848');
    expect(steps.map(({ to }) => to)).toEqual(['Empty', 'Assigning', 'Reconciling', 'Stable']);
    const heartbeats = async (): Promise<number> => {
      const text = await (await get('/metrics')).text();
      return Number(/^yak_requests_total\{api="ConsumerGroupHeartbeat"\} (\d+)/m.exec(text)?.[1]);
    };
    const last = Math.max(...(await journalOf('node=broker-1')).map(({ sequence }) => sequence));
    const before = await heartbeats();
    let heard = before;
    for (let look = 0; look < LOOKS_MAX && heard < before + 3; look += 1) heard = await heartbeats();
    expect(heard).toBeGreaterThanOrEqual(before + 3);
    for (const machine of ['consumer-group', 'consumer-member'])
      expect(await journalOf(`machine=${machine}&since=${last}`)).toEqual([]);

    await child.kill(); // in the test profile a closed socket means that the member leaves
    expect(await awaited(path, ({ state }) => state === 'Empty')).toMatchObject({
      state: 'Empty',
      facts: { members: 0 },
    });
  }, 30_000);
});
