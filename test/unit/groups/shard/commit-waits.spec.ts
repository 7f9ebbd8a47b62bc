import { ErrorCode } from '@yak/model';
import { CommitWaits } from '../../../../libs/groups/src/shard/commit-waits';
import { ManualClock, settle } from '../../../support/cluster/manual-clock';

function waitsOn(clock = new ManualClock(), timeoutMs = 5_000) {
  const waits = new CommitWaits(clock, () => timeoutMs);
  const heard: string[] = [];
  const wait = (name: string, endOffset: number, isWrite = true) => {
    const onCommitted = isWrite ? () => void heard.push(`${name} committed`) : null;
    void waits.add(endOffset, onCommitted).then((error) => heard.push(`${name} ${error ?? 'ok'}`));
  };
  return { clock, waits, heard, wait };
}

describe('who waits for the high watermark', () => {
  test('is told in order, as far as it has come; what is committed comes before the answer', async () => {
    const { waits, heard, wait } = waitsOn();
    wait('a', 1);
    wait('b', 2);
    wait('read', 2, false);
    wait('c', 5);
    waits.release(2);
    await settle();
    expect(heard.filter((line) => line.endsWith('committed'))).toEqual(['a committed', 'b committed']);
    expect(heard.filter((line) => line.endsWith('ok'))).toEqual(['a ok', 'b ok', 'read ok']);
    expect(waits.length).toBe(1);
  });

  test('is told that it took too long, and what it wrote is still committed later', async () => {
    const { clock, waits, heard, wait } = waitsOn();
    wait('a', 1);
    await clock.run(3_000);
    wait('b', 2);
    await clock.run(2_000);
    expect(heard).toEqual([`a ${ErrorCode.COORDINATOR_NOT_AVAILABLE}`]);
    waits.release(2);
    await settle();
    expect(heard.slice(1)).toEqual(['a committed', 'b committed', 'b ok']);
    await clock.run(60_000);
    expect(heard).toHaveLength(4);
  });

  test('costs one timer for all', async () => {
    const { clock, waits, heard, wait } = waitsOn();
    for (let index = 0; index < 1_000; index += 1) wait(String(index), index, false);
    expect(clock.armed).toBe(1);
    waits.release(998);
    wait('late', 2_000, false);
    await clock.run(5_000);
    expect(heard.slice(-2)).toEqual([
      `999 ${ErrorCode.COORDINATOR_NOT_AVAILABLE}`,
      `late ${ErrorCode.COORDINATOR_NOT_AVAILABLE}`,
    ]);
    expect(heard.filter((line) => line.endsWith('ok'))).toHaveLength(999);
  });

  test('keeps its deadline after others before it were released', async () => {
    const { clock, waits, heard, wait } = waitsOn();
    wait('a', 1, false);
    await clock.run(1_000);
    wait('b', 2, false);
    waits.release(1);
    await clock.run(4_999);
    expect(heard).toEqual(['a ok']);
    await clock.run(1);
    expect(heard).toEqual(['a ok', `b ${ErrorCode.COORDINATOR_NOT_AVAILABLE}`]);
  });

  test('hears why where nothing will be committed any more, and nothing runs later', async () => {
    const { clock, waits, heard, wait } = waitsOn();
    wait('a', 1);
    wait('b', 2);
    waits.fail(ErrorCode.NOT_COORDINATOR);
    waits.release(10);
    await clock.run(10_000);
    expect(heard).toEqual([`a ${ErrorCode.NOT_COORDINATOR}`, `b ${ErrorCode.NOT_COORDINATOR}`]);
    expect(waits.length).toBe(0);
    expect(clock.armed).toBe(0);
  });

  test('gets an answer also where what is to run at the commit throws', async () => {
    const { waits, heard } = waitsOn();
    const fault = new Error('a fault');
    void waits
      .add(1, () => {
        throw fault;
      })
      .then((error) => heard.push(String(error)));
    expect(() => waits.release(1)).toThrow(fault);
    await settle();
    expect(heard).toEqual([String(ErrorCode.UNKNOWN_SERVER_ERROR)]);
  });
});
