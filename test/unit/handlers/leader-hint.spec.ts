import { HandlerState } from '../../../libs/handlers/src/handler-state';
import { LeaderHint } from '../../../libs/handlers/src/leader-hint';
import { RequestContext } from '../../../libs/handlers/src/request-context';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeConnection } from '../../support/handlers/ask';

const hintOf = (broker: FakeBroker) => {
  const { ports } = broker;
  const facts = { apiVersion: 16, clientId: '', operation: null, resource: null };
  return new LeaderHint(new RequestContext(ports, new HandlerState(ports, []), new FakeConnection(), facts));
};

describe('a leader hint', () => {
  let broker: FakeBroker;

  beforeEach(() => {
    broker = new FakeBroker();
    broker.brokers.set(2, 'two');
    broker.addForeignTopic('led', { leader: 2 });
    broker.addForeignTopic('unled', { leader: null, id: 'c' });
    broker.addForeignTopic('led by the dead', { leader: 9, id: 'd' });
  });

  it('names each leader once, with its endpoint on the listener of the client', () => {
    const hint = hintOf(broker);
    expect(hint.leaderOf('led', 0)).toEqual({ leaderId: 2, leaderEpoch: 5 });
    hint.leaderOf('led', 0);
    expect(hint.endpoints()).toEqual([{ nodeId: 2, host: 'two', port: 9002, rack: null }]);
  });

  test.each([
    ['unled', 0],
    ['nothing', 0],
    ['led', 7],
  ])('knows no leader of %s-%i', (topic, partition) => {
    expect(hintOf(broker).leaderOf(topic, partition)).toBeNull();
  });

  it('names a leader that lives no more without an endpoint', () => {
    const hint = hintOf(broker);
    expect(hint.leaderOf('led by the dead', 0)).toMatchObject({ leaderId: 9 });
    expect(hint.endpoints()).toEqual([]);
  });
});
