import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kcat } from '../../support/kcat';
import { type RunningBroker, startBroker, temporaryFolder } from '../../support/processes';

describe('kcat', () => {
  const folder = temporaryFolder();
  let broker: RunningBroker;
  let at: string[];
  const wait = ['-X', 'topic.metadata.refresh.interval.ms=50'];

  beforeAll(async () => {
    broker = await startBroker(join(folder.path, 'broker'));
    at = ['-b', `127.0.0.1:${broker.port}`];
    const input = join(folder.path, 'ten.txt');
    writeFileSync(input, Array.from({ length: 10 }, (_, line) => `k${line}:v${line}\n`).join(''));
    const wrote = await kcat(['-P', ...at, ...wait, '-t', 'ten', '-p', '0', '-K', ':', '-H', 'trace=7'], input);
    expect(wrote.code).toBe(0);
  }, 30_000);
  afterAll(async () => {
    await broker.stop();
    folder.remove();
  });
  const consume = (...args: string[]) => kcat(['-C', ...at, '-t', 'ten', '-p', '0', '-e', '-q', ...args]);

  test('lists the broker and the topic with its leader', async () => {
    const listed = await kcat(['-L', ...at, '-t', 'ten']);
    expect(listed.stdout).toContain(`broker 1 at 127.0.0.1:${broker.port}`);
    expect(listed.stdout).toContain('topic "ten" with 1 partitions');
    expect(listed.stdout).toContain('partition 0, leader 1, replicas: 1, isrs: 1');
  });

  test.each([
    [['-o', 'beginning'], '0,1,2,3,4,5,6,7,8,9'],
    [['-o', '7'], '7,8,9'],
    [['-o', '-3'], '7,8,9'],
    [['-o', 'end'], ''],
    [['-o', 'beginning', '-c', '2'], '0,1'],
  ])('consumes from %j', async (args, offsets) => {
    const read = await consume(...args, '-f', '%o\n');
    expect(read.stdout.trim().split('\n').join(',')).toBe(offsets);
  });

  test('consumes keys, values and headers as they were written', async () => {
    const read = await consume('-o', '3', '-c', '1', '-f', '%k|%s|%h|%p|%o');
    expect(read.stdout).toBe('k3|v3|trace=7|0|3');
  });

  test('finds offsets by time', async () => {
    const stamp = Number((await consume('-o', '0', '-c', '1', '-f', '%T')).stdout);
    const query = async (timestamp: number): Promise<string> =>
      (await kcat(['-Q', ...at, '-t', `ten:0:${timestamp}`])).stdout.trim();
    expect(await query(stamp)).toBe('ten [0] offset 0');
    expect(await query(-1)).toBe('ten [0] offset 10');
    expect(await query(-2)).toBe('ten [0] offset 0');
    const all = await consume('-o', `s@${stamp}`, '-f', '%o,');
    expect(all.stdout).toBe('0,1,2,3,4,5,6,7,8,9,');
    const none = await consume('-o', `s@${stamp - 1000}`, '-o', `e@${stamp - 1}`, '-f', '%o,');
    expect(none.stdout).toBe('');
  });

  test('is told of a topic name that cannot be', async () => {
    const listed = await kcat(['-L', ...at, '-t', '../x']);
    expect(listed.stdout + listed.stderr).toMatch(/Invalid topic/i);
  });
});
