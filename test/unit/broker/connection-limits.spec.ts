import { DEFAULT_CONNECTION_LIMITS } from '@yak/network';
import { resolveBrokerSettings } from '@yak/settings';
import { connectionLimits } from '../../../libs/broker/src/connection-limits';

const limitsOf = (flags: Record<string, string>) => connectionLimits(resolveBrokerSettings({ flags }).settings);

it('is the network’s own where no setting says otherwise', () => {
  const { requestBytesMax, connectionsMax, idleMs, inFlightRequestsMax } = limitsOf({});
  expect({ requestBytesMax, connectionsMax, idleMs, inFlightRequestsMax }).toEqual({
    requestBytesMax: 104_857_600,
    connectionsMax: DEFAULT_CONNECTION_LIMITS.connectionsMax,
    idleMs: 600_000,
    inFlightRequestsMax: DEFAULT_CONNECTION_LIMITS.inFlightRequestsMax,
  });
});

test.each([
  [{ 'socket.request.max.bytes': '1000' }, { requestBytesMax: 1_000 }],
  [{ 'max.connections': '7' }, { connectionsMax: 7 }],
  [{ 'max.connections.per.ip': '3' }, { connectionsPerAddressMax: 3 }],
  [{ 'connections.max.idle.ms': '-1' }, { idleMs: null }],
])('obeys %j', (flags, expected) => {
  expect(limitsOf(flags as unknown as Record<string, string>)).toMatchObject(expected);
});
