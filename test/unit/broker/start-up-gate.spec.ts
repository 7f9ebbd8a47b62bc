import type { ConnectionFacts } from '@yak/network';
import { StartUpGate } from '../../../libs/broker/src/start-up-gate';

const FRAME = Buffer.from('frame');
const connection = {} as ConnectionFacts;
const answer = { kind: 'close', reason: 'answered' } as const;

describe('the start-up gate', () => {
  it('lets requests wait until the broker serves', async () => {
    const gate = new StartUpGate();
    const served = gate.serve(FRAME, connection);
    let isAccepted = false;
    void served.accepted?.then(() => (isAccepted = true));
    await Promise.resolve();
    expect(isAccepted).toBe(false);
    gate.open({ serve: () => ({ accepted: null, answer }) });
    expect(await served.answer).toEqual(answer);
    await served.accepted;
    expect(isAccepted).toBe(true);
  });

  it('is not in the way afterwards', () => {
    const gate = new StartUpGate();
    const served = { accepted: null, answer };
    gate.open({ serve: () => served });
    expect(gate.serve(FRAME, connection)).toBe(served);
  });

  it('passes on that a request that waited was malformed', async () => {
    const gate = new StartUpGate();
    const served = gate.serve(FRAME, connection);
    const failures = Promise.allSettled([served.accepted, served.answer]);
    gate.open({
      serve: () => {
        throw new Error('malformed');
      },
    });
    expect((await failures).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
