import { ErrorCode, isRefusal } from '@yak/model';
import { AclOperation, ResourceType } from '@yak/security';
import { admitPartition } from '../../../libs/handlers/src/admit-partition';
import { HandlerState } from '../../../libs/handlers/src/handler-state';
import { RequestContext } from '../../../libs/handlers/src/request-context';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeConnection } from '../../support/handlers/ask';

const admit = (broker: FakeBroker, topic: string, partition: number) => {
  const { ports } = broker;
  const facts = { apiVersion: 1, clientId: '', operation: AclOperation.READ, resource: ResourceType.TOPIC };
  const context = new RequestContext(ports, new HandlerState(ports, []), new FakeConnection(), facts);
  const admitted = admitPartition(context, topic, partition);
  return isRefusal(admitted) ? admitted.code : 'admitted';
};

test.each<[string, string, number, boolean, string | number]>([
  ['a replica of ours', 'orders', 0, true, 'admitted'],
  ['a partition that is not', 'orders', 1, true, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
  ['a negative partition', 'orders', -1, true, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
  ['a topic that is not', 'nothing', 0, true, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
  ['a replica of others', 'foreign', 0, true, ErrorCode.NOT_LEADER_OR_FOLLOWER],
  ['a principal that may not', 'orders', 0, false, ErrorCode.TOPIC_AUTHORIZATION_FAILED],
])('%s is answered with %s-%i', (_what, ...row) => {
  const [topic, partition, isAllowed, expected] = row;
  const broker = new FakeBroker();
  broker.addTopic('orders');
  broker.addForeignTopic('foreign', { leader: 2 });
  broker.authoriser = { authorise: () => isAllowed };
  expect(admit(broker, topic, partition)).toBe(expected);
});
