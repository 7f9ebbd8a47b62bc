import type { ListenerSettings } from '@yak/settings';
import { endpointForClient, endpointToBind, endpointToRegister } from '../../../libs/broker/src/advertised-endpoints';

const listenerOf = (
  host: string | null,
  advertised: ListenerSettings['advertised'],
  port = 9092,
): ListenerSettings => ({
  name: 'PLAINTEXT',
  host,
  port,
  securityProtocol: 'PLAINTEXT',
  advertised,
});

test.each([
  ['what is advertised', listenerOf('10.0.0.1', { host: 'yak.example', port: 19092 }), 'yak.example', 19092],
  ['the bound address', listenerOf('10.0.0.1', { host: '10.0.0.1', port: null }), '10.0.0.1', 40000],
  ['this machine by name', listenerOf(null, { host: null, port: null }), 'machine', 40000],
  ['this machine by name, automatically', listenerOf('0.0.0.0', 'auto'), 'machine', 40000],
  ['the bound address, automatically', listenerOf('127.0.0.1', 'auto'), '127.0.0.1', 40000],
])('registers %s', (_what, listener, host, port) => {
  const bound = { name: 'PLAINTEXT', host: 'x', port: 40000 };
  expect(endpointToRegister(listener, bound, 'machine')).toEqual({
    listenerName: 'PLAINTEXT',
    host,
    port,
    securityProtocol: 'PLAINTEXT',
  });
});

test.each<[string, string | null, ListenerSettings['advertised'], string, string]>([
  ['a client of this machine', null, 'auto' as const, '127.0.0.1', '127.0.0.1'],
  ['a client of this machine over IPv6', null, 'auto' as const, '::1', '::1'],
  ['a client from elsewhere', null, 'auto' as const, '10.1.2.3', 'machine'],
  ['a client of one address', '10.0.0.1', 'auto' as const, '127.0.0.1', 'machine'],
  ['a client where an address is advertised', null, { host: 'yak.example', port: 1 }, '127.0.0.1', 'machine'],
])('tells %s where it came to', (_what, ...row) => {
  const [host, advertised, clientAddress, expected] = row;
  const registered = { host: 'machine', port: 9092 };
  expect(endpointForClient(listenerOf(host, advertised), registered, clientAddress)).toEqual({
    host: expected,
    port: 9092,
  });
});

test.each([
  [null, false],
  ['plaintext', true],
  ['OTHER', false],
])('with the inter-broker listener %p it is the brokers’ own: %p', (name, isInterBroker) => {
  expect(endpointToBind(listenerOf(null, 'auto'), name)).toEqual({
    name: 'PLAINTEXT',
    host: '',
    port: 9092,
    securityProtocol: 'PLAINTEXT',
    isInterBroker,
  });
});
