import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@yak/base';
import { type GroupDescription, KafkaClient, KafkaError } from '@yak/client';
import { tcpTransport } from '@yak/network';
import { root, type RunningBroker, startBroker, temporaryFolder } from '../../support/processes';

const PROGRAM = join(root, 'dist', 'yak-cli.cjs');
const CLI_TIMEOUT_MS = 30_000;
const lines = (count: number, from = 0): string => Array.from({ length: count }, (_, at) => `${from + at}\n`).join('');

describe('yak-cli and groups', () => {
  const folder = temporaryFolder();
  const dataDirectory = join(folder.path, 'data');
  const members: ChildProcess[] = [];
  let broker: RunningBroker;
  let client: KafkaClient;

  beforeAll(async () => {
    broker = await startBroker(dataDirectory);
    client = await KafkaClient.connect({
      bootstrap: [`127.0.0.1:${broker.port}`],
      clientId: 'groups-spec',
      transport: tcpTransport,
      clock: systemClock,
      random: systemRandom,
    });
  }, 30_000);
  afterAll(async () => {
    for (const member of members) member.kill('SIGKILL');
    await client.close();
    await broker.stop();
    folder.remove();
  });

  /** Runs yak-cli to its end. */
  const run = (args: readonly string[], input = '') => {
    const at = ['-b', `127.0.0.1:${broker.port}`];
    const done = spawnSync(process.execPath, [PROGRAM, ...at, ...args], {
      input,
      encoding: 'utf8',
      timeout: CLI_TIMEOUT_MS,
    });
    return { status: done.status, stdout: done.stdout, stderr: done.stderr };
  };
  const runFine = (args: readonly string[], input = ''): string => {
    const { status, stdout, stderr } = run(args, input);
    expect({ args, status, stderr: status === 0 ? '' : stderr }).toEqual({ args, status: 0, stderr: '' });
    return stdout;
  };
  const items = (args: readonly string[]): Record<string, unknown>[] =>
    (JSON.parse(runFine([...args, '--output', 'json'])) as { items: Record<string, unknown>[] }).items;
  const read = (group: string, ...flags: string[]): number[] =>
    runFine(['consume', 'orders', '--group', group, '--exit-eof', ...flags])
      .split('\n')
      .filter((line) => line !== '')
      .map(Number);

  /** Starts yak-cli as a member that reads for ever. */
  const startMember = (topic: string, group: string, ...flags: string[]): ChildProcess => {
    const args = ['-b', `127.0.0.1:${broker.port}`, 'consume', topic, '--group', group, ...flags];
    const member = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    members.push(member);
    return member;
  };
  /** Asks for the group until it is as it should be. */
  const awaitGroup = async (groupId: string, fact: (group: GroupDescription) => boolean): Promise<GroupDescription> => {
    for (;;) {
      const group = (await client.groups.describe([groupId])).get(groupId);
      if (group !== undefined && !(group instanceof KafkaError) && fact(group)) return group;
    }
  };
  const sharesOf = ({ members: present }: GroupDescription): number[] =>
    present.map(({ assigned }) => assigned?.length ?? 0).sort();

  it('reads as a group, shows how far it came, moves it and forgets it', () => {
    runFine(['topic', 'create', 'orders', '--partitions', '3']);
    runFine(['produce', 'orders', '-k', ':'], lines(30).replace(/(\d+)/g, '$1:$1'));
    expect(read('billing', '--from-beginning').sort((one, other) => one - other)).toEqual(
      Array.from({ length: 30 }, (_, at) => at),
    );
    expect(read('billing')).toEqual([]);
    expect(items(['group', 'list'])).toMatchObject([{ groupId: 'billing', type: 'classic', state: 'Empty' }]);

    runFine(['produce', 'orders', '--partition', '1'], lines(5, 100));
    expect(items(['group', 'lag', 'billing'])).toMatchObject([{ topic: 'orders', partitions: 3, behind: 1, lag: '5' }]);
    expect(items(['group', 'describe', 'billing'])[0]).toMatchObject({ memberCount: 0, assignor: '' });
    const surprise = run(['consume', 'orders', '--group', 'billing', '--exit-eof', '--from-beginning']);
    expect(surprise.stdout).toBe(lines(5, 100));
    expect(surprise.stderr).toContain('goes on from there');

    const plan = items(['group', 'reset-offsets', 'billing', '--topic', 'orders:1', '--shift-by', '-2']);
    expect(plan).toMatchObject([{ topic: 'orders', partition: 1, change: '-2' }]);
    expect(read('billing')).toEqual([]);
    runFine(['group', 'reset-offsets', 'billing', '--topic', 'orders:1', '--shift-by', '-2', '--execute']);
    expect(read('billing', '-n', '1')).toEqual([103]);
    expect(read('billing')).toEqual([104]);
    runFine(['group', 'reset-offsets', 'billing', '--all-topics', '--to-earliest', '--execute']);
    expect(read('billing')).toHaveLength(35);

    runFine(['group', 'delete-offsets', 'billing', '--topic', 'orders:0', '--yes']);
    expect(items(['group', 'lag', 'billing', '--partitions']).map(({ partition }) => partition)).toEqual([1, 2]);
    runFine(['group', 'delete', 'billing', '--yes']);
    expect(run(['group', 'describe', 'billing'])).toMatchObject({ status: 4, stdout: '' });
  }, 60_000);

  it('goes on when the broker was killed and came back', async () => {
    runFine(['topic', 'create', 'lasting']);
    const [group, from] = ['lasting', ['--from-beginning', '--format', '%v ']];
    const member = startMember('lasting', group, ...from);
    let text = '';
    member.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const awaitText = async (wanted: string): Promise<void> => {
      while (text !== wanted) await once(member.stdout ?? member, 'data');
    };
    runFine(['produce', 'lasting'], lines(3));
    await awaitText('0 1 2 ');
    await broker.kill();
    broker = { ...(await startBroker(dataDirectory, { YAK_PORT: String(broker.port) })), port: broker.port };
    runFine(['produce', 'lasting'], lines(3, 3));
    await awaitText('0 1 2 3 4 5 ');
    const ended = once(member, 'exit');
    member.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(items(['group', 'lag', group])).toMatchObject([{ topic: 'lasting', lag: '0' }]);
  }, 60_000);

  it.each([['range'], ['cooperative-sticky']])(
    'shares partitions among members of the %s assignor, and leaves politely',
    async (assignor) => {
      const group = `shared-${assignor}`;
      runFine(['topic', 'create', 'shared', '--partitions', '6', '--if-not-exists']);
      const first = startMember('shared', group, '--assignor', assignor);
      await awaitGroup(group, (found) => found.state === 'Stable' && sharesOf(found).join() === '6');
      const second = startMember('shared', group, '--assignor', assignor);
      await awaitGroup(group, (found) => found.state === 'Stable' && sharesOf(found).join() === '3,3');
      expect(run(['group', 'delete', group, '--yes'])).toMatchObject({ status: 7 });
      expect(run(['group', 'reset-offsets', group, '--all-topics', '--to-latest', '--execute']).status).toBe(7);

      const ended = once(first, 'exit');
      first.kill('SIGINT');
      expect(await ended).toEqual([130, null]);
      // Politely: it is out as soon as it has ended, not when its session does.
      expect((await client.groups.describe([group])).get(group)).toMatchObject({ members: [{}] });
      await awaitGroup(group, (found) => found.state === 'Stable' && sharesOf(found).join() === '6');
      const over = once(second, 'exit');
      second.kill('SIGTERM');
      expect(await over).toEqual([130, null]);
      await awaitGroup(group, ({ state }) => state === 'Empty');
    },
    60_000,
  );
});
