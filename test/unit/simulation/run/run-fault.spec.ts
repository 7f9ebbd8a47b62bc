import { RunFault } from '@yak/simulation';

describe('the fault of a run', () => {
  test('says what kind it is and keeps its cause', () => {
    const cause = new Error('why');
    const fault = new RunFault('deadlock', 'nothing will happen', { cause });
    expect(fault.message).toBe('deadlock: nothing will happen');
    expect(fault.kind).toBe('deadlock');
    expect(fault.cause).toBe(cause);
  });
});
