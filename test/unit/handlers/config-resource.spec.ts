import { ErrorCode, isRefusal } from '@yak/model';
import { configTarget } from '../../../libs/handlers/src/config-resource';
import { HandlerState } from '../../../libs/handlers/src/handler-state';
import { RequestContext } from '../../../libs/handlers/src/request-context';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeConnection } from '../../support/handlers/ask';

test.each([
  [2, 'orders', 'topic orders'],
  [2, 'nothing', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
  [2, '..', ErrorCode.INVALID_TOPIC_EXCEPTION],
  [4, '1', 'broker this'],
  [4, '', 'broker all'],
  [4, '2', ErrorCode.INVALID_REQUEST],
  [4, '01', ErrorCode.INVALID_REQUEST],
  [8, '1', ErrorCode.INVALID_REQUEST],
  [16, 'x', ErrorCode.INVALID_REQUEST],
  [32, 'group', ErrorCode.INVALID_REQUEST],
])('resource type %i named %p means %p', (type, name, expected) => {
  const broker = new FakeBroker();
  broker.addTopic('orders');
  const { ports } = broker;
  const facts = { apiVersion: 1, clientId: '', operation: null, resource: null };
  const target = configTarget(
    new RequestContext(ports, new HandlerState(ports, []), new FakeConnection(), facts),
    type,
    name,
  );
  if (isRefusal(target)) expect(target.code).toBe(expected);
  else expect(`${target.kind} ${target.kind === 'topic' ? target.topic.name : target.scope}`).toBe(expected);
});
