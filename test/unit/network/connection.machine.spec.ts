import { undeclaredDelays } from '@yak/journal';
import { connectionMachine } from '../../../libs/network/src/connection.machine';
import { transitionTable } from '../../support/journal/machine-table';

const context = { listener: 'PLAINTEXT', client: '127.0.0.1:5000' };
const states = ['accepted', 'authenticating', 'ready', 'draining', 'closed'].map((value) => ({ value, context }));
const events = ['connection.admitted', 'authentication.succeeded', 'drain.started', 'transport.closed'].map((type) => ({
  name: type,
  event: { type, cause: 'test' },
}));

describe('the machine of a connection', () => {
  it('does this with every event in every state', () => {
    const rows = transitionTable(connectionMachine, states, events)
      .split('\n')
      .map((row) => row.replaceAll('|', ' ').trim().split(/\s+/).join(' '))
      .filter((row) => /^(accepted|authenticating|ready|draining|closed) /.test(row));
    expect(rows).toEqual(
      expect.arrayContaining([
        'accepted connection.admitted authenticating',
        'authenticating authentication.succeeded ready open',
        'authenticating drain.started draining wind',
        'ready drain.started draining wind',
        'ready transport.closed closed leave',
        'draining drain.started .',
        'draining transport.closed closed leave',
      ]),
    );
    expect(rows.filter((row) => row.startsWith('ready authentication.succeeded'))).toEqual([
      'ready authentication.succeeded ready unexpectedEvent',
    ]);
  });

  it('declares every delay that it uses', () => {
    expect(undeclaredDelays(connectionMachine)).toEqual([]);
  });
});
