import type { BrokerEndpoint } from '@yak/control';
import type { BoundListener, ListenerEndpoint } from '@yak/network';
import type { ListenerSettings } from '@yak/settings';

const WILDCARDS: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);
const LOOPBACK = /^(127\.|::1$)/;

/** Where the network binds for a listener of the settings. */
export function endpointToBind(listener: ListenerSettings, interBrokerListenerName: string | null): ListenerEndpoint {
  return {
    name: listener.name,
    host: listener.host ?? '',
    port: listener.port,
    securityProtocol: listener.securityProtocol,
    isInterBroker: interBrokerListenerName?.toUpperCase() === listener.name,
  };
}

/**
 * Where others are told to connect: what `advertised.listeners` says, else the bound address, or this machine's name where the
 * listener binds every interface.
 */
export function endpointToRegister(listener: ListenerSettings, bound: BoundListener, hostname: string): BrokerEndpoint {
  const advertised = listener.advertised === 'auto' ? null : listener.advertised;
  const host = advertised?.host ?? listener.host ?? '';
  return {
    listenerName: listener.name,
    host: WILDCARDS.has(host) ? hostname : host,
    port: advertised?.port ?? bound.port,
    securityProtocol: listener.securityProtocol,
  };
}

/**
 * With `advertised.listeners=auto`, the address that a client came to, as far as it can be told: a client of this machine came
 * to its loopback address, any other to the registered one.
 */
export function endpointForClient(
  listener: ListenerSettings,
  registered: { readonly host: string; readonly port: number },
  clientAddress: string,
): { host: string; port: number } {
  const bindsEverything = WILDCARDS.has(listener.host ?? '');
  const isLocal = listener.advertised === 'auto' && bindsEverything && LOOPBACK.test(clientAddress);
  if (!isLocal) return { host: registered.host, port: registered.port };
  return { host: clientAddress === '::1' ? '::1' : '127.0.0.1', port: registered.port };
}
