import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { kcat } from '../../support/kcat';
import { type RunningBroker, startBroker, temporaryFolder } from '../../support/processes';

const LINES = 1_000_000;

/** A million different lines in a file, and the digest of its bytes. */
async function writeLines(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = createWriteStream(path);
  for (let line = 0; line < LINES; line += 1000) {
    let text = '';
    for (let at = line; at < line + 1000; at += 1)
      text += `${at} the quick brown fox ${(at * 2_654_435_761) % 4_294_967_296}\n`;
    hash.update(text);
    if (!file.write(text)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  return hash.digest('hex');
}

describe('kcat', () => {
  const folder = temporaryFolder();
  const lines = join(folder.path, 'lines.txt');
  let expected = '';
  let broker: RunningBroker;

  beforeAll(async () => {
    expected = await writeLines(lines);
    broker = await startBroker(join(folder.path, 'broker'));
  }, 60_000);
  afterAll(async () => {
    await broker.stop();
    folder.remove();
  });

  const cases = ['none', 'gzip', 'snappy', 'lz4', 'zstd'].flatMap((codec) => [
    { codec, idempotent: false },
    { codec, idempotent: true },
  ]);
  test.each(cases)(
    'reads back exactly the million lines that it wrote with codec $codec, idempotent $idempotent',
    async ({ codec, idempotent }) => {
      const topic = `lines-${codec}-${idempotent ? 'idempotent' : 'plain'}`;
      const address = ['-b', `127.0.0.1:${broker.port}`, '-t', topic];
      const wrote = await kcat(
        ['-P', ...address, '-p', '0', '-z', codec, '-X', `enable.idempotence=${idempotent}`],
        lines,
      );
      expect(wrote).toMatchObject({ code: 0, stderr: '' });
      const read = await kcat(['-C', ...address, '-p', '0', '-o', 'beginning', '-e', '-q']);
      expect(read.code).toBe(0);
      expect(read.digest).toBe(expected);
    },
    120_000,
  );
});
