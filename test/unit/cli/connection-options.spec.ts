import { type ConnectionFlags, connectionOptions } from '../../../apps/cli/src/connection-options';

describe('where the cluster is', () => {
  const file = 'bootstrap.servers=f:1';
  const environment = { YAK_BOOTSTRAP_SERVER: 'e:1' };
  test.each<[string, ConnectionFlags, [Record<string, string>, string | null], string]>([
    ['nowhere said', {}, [{}, null], 'localhost:9092'],
    ['in the file', {}, [{}, file], 'f:1'],
    ['in the environment', {}, [environment, file], 'e:1'],
    ['by -X', { x: ['bootstrap.servers=x:1'] }, [environment, file], 'x:1'],
    ['by --brokers', { x: ['bootstrap.servers=x:1'], brokers: 'k:1' }, [environment, file], 'k:1'],
    ['by -b', { brokers: 'k:1', bootstrapServer: 'b:1' }, [environment, file], 'b:1'],
  ])('%s', (_, flags, [variables, text], address) => {
    expect(connectionOptions(flags, variables, text).bootstrap).toEqual([address]);
  });

  it('may be several places', () => {
    expect(connectionOptions({ bootstrapServer: 'a:1, b,[::1]:3' }, {}, null).bootstrap).toEqual([
      'a:1',
      'b',
      '[::1]:3',
    ]);
  });
});

test.each<[ConnectionFlags, string | null, string]>([
  [{ bootstrapServer: 'http://a:1' }, null, 'host:port'],
  [{ bootstrapServer: '' }, null, 'host:port'],
  [{ x: ['security.protocol=SSL'] }, null, 'only PLAINTEXT'],
  [{ x: ['sasl.mechanism=PLAIN'] }, null, 'not taken here'],
  [{}, 'ssl.truststore.location=/x.jks', 'not taken here'],
  [{ x: ['request.timeout.ms=soon'] }, null, 'request.timeout.ms'],
])('%j %j is a usage error', (flags, file, words) => {
  expect(() => connectionOptions(flags, {}, file)).toThrow(words);
});

it('takes client id and patience', () => {
  const options = connectionOptions({ x: ['client.id=me', 'request.timeout.ms=5'] }, {}, 'security.protocol=PLAINTEXT');
  expect(options).toMatchObject({ clientId: 'me', requestTimeoutMs: 5 });
});
