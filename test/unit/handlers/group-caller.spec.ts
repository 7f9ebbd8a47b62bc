import { groupCallerOf } from '../../../libs/handlers/src/group-caller';
import { HandlerState } from '../../../libs/handlers/src/handler-state';
import { RequestContext } from '../../../libs/handlers/src/request-context';
import { FakeConnection } from '../../support/handlers/ask';
import { FakeBroker } from '../../support/handlers/fake-broker';

describe('the caller of a group', () => {
  const { ports } = new FakeBroker();
  const connection = new FakeConnection();
  const request = { apiVersion: 5, clientId: 'app', operation: null, resource: null };
  const caller = groupCallerOf(new RequestContext(ports, new HandlerState(ports, []), connection, request));

  it('is written as Kafka writes it', () => {
    expect(caller).toMatchObject({ apiVersion: 5, clientId: 'app', clientHost: '/127.0.0.1' });
  });

  it('tells when its connection is gone, unless nobody wants to know any more', () => {
    const heard: string[] = [];
    caller.onClosed(() => heard.push('gone'));
    caller.onClosed(() => heard.push('not wanted'))();
    connection.close();
    expect(heard).toEqual(['gone']);
  });
});
