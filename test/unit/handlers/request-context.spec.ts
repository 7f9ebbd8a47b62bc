import { AclOperation, type Resource, ResourceType } from '@yak/security';
import { HandlerState } from '../../../libs/handlers/src/handler-state';
import { RequestContext } from '../../../libs/handlers/src/request-context';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeConnection } from '../../support/handlers/ask';

const contextOf = (operation: AclOperation | null, resource: ResourceType | null) => {
  const broker = new FakeBroker();
  const asked: [AclOperation, Resource, string | undefined][] = [];
  broker.authoriser = {
    authorise: (_principal, wanted, on, address) => {
      asked.push([wanted, on, address]);
      return false;
    },
  };
  const { ports } = broker;
  const facts = { apiVersion: 3, clientId: 'c', operation, resource };
  return { asked, context: new RequestContext(ports, new HandlerState(ports, []), new FakeConnection(), facts) };
};

it('asks the authoriser for what the handler declares, on the resource of that name', () => {
  const { asked, context } = contextOf(AclOperation.READ, ResourceType.TOPIC);
  expect(context.isAllowed('orders')).toBe(false);
  expect(asked).toEqual([[AclOperation.READ, { type: ResourceType.TOPIC, name: 'orders' }, '127.0.0.1']]);
});

it('means the cluster where no name is given', () => {
  const { asked, context } = contextOf(AclOperation.ALTER, ResourceType.CLUSTER);
  context.isAllowed();
  expect(asked[0]?.[1]).toEqual({ type: ResourceType.CLUSTER, name: 'kafka-cluster' });
});

it('allows everybody where the handler declares nothing', () => {
  const { asked, context } = contextOf(null, null);
  expect(context.isAllowed('orders')).toBe(true);
  expect(asked).toEqual([]);
});

it('knows the version of the request', () => {
  expect(contextOf(null, null).context.apiVersion).toBe(3);
});
