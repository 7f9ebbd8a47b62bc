import { ErrorCode } from '@yak/model';
import { HandlerState } from '../../../libs/handlers/src/handler-state';
import { ReachableBrokers } from '../../../libs/handlers/src/partition-wording';
import { RequestContext } from '../../../libs/handlers/src/request-context';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeConnection } from '../../support/handlers/ask';

const reachableFrom = (broker: FakeBroker, listenerName = 'PLAINTEXT') => {
  const { ports } = broker;
  const connection = new FakeConnection();
  connection.listenerName = listenerName;
  const facts = { apiVersion: 9, clientId: '', operation: null, resource: null };
  return new ReachableBrokers(
    new RequestContext(ports, new HandlerState(ports, []), connection, facts),
    ErrorCode.LISTENER_NOT_FOUND,
  );
};

describe('the wording of a partition', () => {
  const broker = new FakeBroker();
  broker.addTopic('orders');
  broker.addForeignTopic('unled', { leader: null });
  const viewOf = (topic: string) => {
    const view = broker.ports.metadata.topicByName(topic)?.partitions[0];
    if (view === undefined) throw new Error('no such partition');
    return view;
  };

  test.each<[string, string, string, ErrorCode, number]>([
    ['has a leader', 'orders', 'PLAINTEXT', ErrorCode.NONE, 1],
    ['has none', 'unled', 'PLAINTEXT', ErrorCode.LEADER_NOT_AVAILABLE, -1],
    ['has one that does not listen there', 'orders', 'ELSEWHERE', ErrorCode.LISTENER_NOT_FOUND, -1],
  ])('where it %s', (_what, ...row) => {
    const [topic, listener, errorCode, leaderId] = row;
    const worded = reachableFrom(broker, listener).word(viewOf(topic));
    expect(worded).toMatchObject({
      errorCode,
      leaderId,
      leaderEpoch: 5,
      replicaNodes: [1],
      isrNodes: [1],
      offlineReplicas: [],
    });
  });

  it('names the brokers that listen where the client came', () => {
    expect(reachableFrom(broker).brokers).toEqual([{ nodeId: 1, host: 'one', port: 9001, rack: null }]);
    expect(reachableFrom(broker, 'ELSEWHERE').brokers).toEqual([]);
  });
});
