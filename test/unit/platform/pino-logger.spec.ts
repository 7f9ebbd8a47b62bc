import { mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinoLogger } from '../../../libs/platform/src/pino-logger';

function written(say: (logger: ReturnType<typeof pinoLogger>) => void): Record<string, unknown>[] {
  const path = join(mkdtempSync(join(tmpdir(), 'yak-log-')), 'log');
  say(pinoLogger('info', openSync(path, 'w')));
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  test('is one JSON line per message, written before the call returns', () => {
    const [line] = written((logger) => {
      logger.log('warn', 'connection closed', { reason: 'oversized frame\n\u001b[31m' });
    });
    expect(line).toMatchObject({ level: 40, msg: 'connection closed', reason: 'oversized frame\n\u001b[31m' });
  });

  test('leaves out what is below its level', () => {
    expect(
      written((logger) => {
        logger.log('debug', 'detail');
      }),
    ).toEqual([]);
  });

  test('cuts a field that a peer made long', () => {
    const [line] = written((logger) => {
      logger.log('info', 'client', { name: 'x'.repeat(100_000) });
    });
    expect(String(line?.['name']).length).toBe(1025);
  });

  test('writes an error with its cause', () => {
    const [line] = written((logger) => {
      logger.log('error', 'sync failed', { error: new Error('outer', { cause: new Error('inner') }) });
    });
    expect(JSON.stringify(line)).toContain('inner');
  });
});
