import { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from '@yak/network';
import type { BrokerSettings } from '@yak/settings';

/** The network's limits as the settings say them; where they say nothing, the network's own. */
export function connectionLimits(settings: BrokerSettings): ConnectionLimits {
  const idleMs = settings.value('connections.max.idle.ms');
  const given = <Value>(name: 'max.connections' | 'max.connections.per.ip', value: Value, otherwise: Value): Value =>
    settings.source(name) === 'default' ? otherwise : value;
  return {
    ...DEFAULT_CONNECTION_LIMITS,
    requestBytesMax: settings.value('socket.request.max.bytes'),
    connectionsMax: given(
      'max.connections',
      settings.value('max.connections'),
      DEFAULT_CONNECTION_LIMITS.connectionsMax,
    ),
    connectionsPerAddressMax: given(
      'max.connections.per.ip',
      settings.value('max.connections.per.ip'),
      DEFAULT_CONNECTION_LIMITS.connectionsPerAddressMax,
    ),
    idleMs: idleMs < 0 ? null : idleMs,
  };
}
