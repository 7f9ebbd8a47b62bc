import type { BrokerSettings } from './broker-settings';
import { parseList } from './parse-value';
import { SettingsError } from './settings-error';

/** Where clients are told to connect. A null host is this machine's name, a null port the one really bound. */
export interface AdvertisedAddress {
  readonly host: string | null;
  readonly port: number | null;
}

/** One listener of a broker. */
export interface ListenerSettings {
  /** Listener name, upper case: `PLAINTEXT`. */
  readonly name: string;
  /** Host or address to bind; null for all interfaces. */
  readonly host: string | null;
  /** Port to bind: 0 … 65535; 0 takes a free one. */
  readonly port: number;
  readonly securityProtocol: 'PLAINTEXT';
  /** `auto`: answer with the address that the client connected to. */
  readonly advertised: AdvertisedAddress | 'auto';
}

/** What `listeners` and its neighbours say, as texts. */
export interface ListenerTexts {
  readonly listeners: readonly string[];
  /** Null where not set; `['auto']` for the address the client came to. */
  readonly advertisedListeners: readonly string[] | null;
  readonly protocolMap: readonly string[];
  readonly controllerListenerNames: readonly string[];
  readonly interBrokerListenerName: string | null;
}

interface Endpoint {
  readonly name: string;
  readonly host: string | null;
  readonly port: number;
}

const ENDPOINT = /^([A-Za-z0-9_.-]+):\/\/(\[[0-9a-fA-F:.%]+\]|[^:/[\]]*):(-?\d{1,5})$/;
const WILDCARDS = new Set(['0.0.0.0', '::']);

const parseEndpoint = (setting: string, text: string): Endpoint => {
  const [, name, host, port] = ENDPOINT.exec(text) ?? [];
  if (name === undefined || host === undefined || port === undefined) {
    throw new SettingsError(setting, `"${text}" is not of the form NAME://host:port`);
  }
  if (Number(port) < 0 || Number(port) > 65535) throw new SettingsError(setting, `"${text}" has no valid port`);
  return { name: name.toUpperCase(), host: host === '' ? null : host.replace(/^\[|\]$/g, ''), port: Number(port) };
};

const parseProtocolMap = (elements: readonly string[]): ReadonlyMap<string, string> => {
  const protocols = new Map<string, string>();
  for (const element of elements) {
    const [name, protocol, ...rest] = element.split(':');
    if (name === undefined || protocol === undefined || rest.length > 0) {
      throw new SettingsError('listener.security.protocol.map', `"${element}" is not of the form NAME:PROTOCOL`);
    }
    protocols.set(name.trim().toUpperCase(), protocol.trim().toUpperCase());
  }
  return protocols;
};

const checkProtocol = (name: string, protocols: ReadonlyMap<string, string>): void => {
  const protocol = protocols.get(name);
  if (protocol === undefined) {
    throw new SettingsError('listener.security.protocol.map', `has no entry for listener ${name}`);
  }
  if (protocol !== 'PLAINTEXT') {
    throw new SettingsError(
      'listeners',
      `${name} asks for security protocol ${protocol}, which is not implemented; only PLAINTEXT is`,
    );
  }
};

const checkDistinct = (endpoints: readonly Endpoint[]): void => {
  const names = new Set(endpoints.map((endpoint) => endpoint.name));
  if (names.size < endpoints.length) throw new SettingsError('listeners', 'each listener needs a name of its own');
  const ports = endpoints
    .map((endpoint) => `${endpoint.host ?? ''}:${endpoint.port}`)
    .filter((place) => !place.endsWith(':0'));
  if (new Set(ports).size < ports.length) throw new SettingsError('listeners', 'each listener needs a port of its own');
};

const advertisedOf = (endpoint: Endpoint, texts: ListenerTexts): AdvertisedAddress | 'auto' => {
  const advertised = texts.advertisedListeners;
  if (advertised === null) {
    if (endpoint.host !== null && WILDCARDS.has(endpoint.host)) {
      throw new SettingsError(
        'advertised.listeners',
        `must be set where listener ${endpoint.name} binds ${endpoint.host}: no client can connect there`,
      );
    }
    return { host: endpoint.host, port: endpoint.port === 0 ? null : endpoint.port };
  }
  if (advertised.length === 1 && advertised[0] === 'auto') return 'auto';
  const told = advertised
    .map((text) => parseEndpoint('advertised.listeners', text))
    .find(({ name }) => name === endpoint.name);
  if (told === undefined) throw new SettingsError('advertised.listeners', `has no entry for listener ${endpoint.name}`);
  if (told.host !== null && WILDCARDS.has(told.host)) {
    throw new SettingsError('advertised.listeners', `${told.host} is no address that a client can connect to`);
  }
  return { host: told.host, port: told.port === 0 ? null : told.port };
};

const checkAdvertisedNames = (texts: ListenerTexts, endpoints: readonly Endpoint[]): void => {
  const known = new Set([
    ...endpoints.map(({ name }) => name),
    ...texts.controllerListenerNames.map((name) => name.toUpperCase()),
  ]);
  for (const text of texts.advertisedListeners ?? []) {
    if (text === 'auto') continue;
    const { name } = parseEndpoint('advertised.listeners', text);
    if (!known.has(name)) throw new SettingsError('advertised.listeners', `${name} is not in listeners`);
  }
};

/**
 * Reads listener texts. Listeners of the controller are left out: they are not opened.
 * @throws SettingsError for a bad form, a missing entry or a security protocol that is not implemented
 * Source: Kafka SocketServerConfigs, KIP-103.
 */
export function parseListenerTexts(texts: ListenerTexts): readonly ListenerSettings[] {
  const protocols = parseProtocolMap(texts.protocolMap);
  const all = texts.listeners.map((text) => parseEndpoint('listeners', text));
  checkDistinct(all);
  checkAdvertisedNames(texts, all);
  const controllers = new Set(texts.controllerListenerNames.map((name) => name.toUpperCase()));
  const endpoints = all.filter(({ name }) => !controllers.has(name));
  if (endpoints.length === 0) throw new SettingsError('listeners', 'names no listener for clients');
  const interBroker = texts.interBrokerListenerName?.toUpperCase() ?? null;
  if (interBroker !== null && !endpoints.some(({ name }) => name === interBroker)) {
    throw new SettingsError('inter.broker.listener.name', `${interBroker} is not in listeners`);
  }
  return endpoints.map((endpoint) => {
    checkProtocol(endpoint.name, protocols);
    return { ...endpoint, securityProtocol: 'PLAINTEXT', advertised: advertisedOf(endpoint, texts) };
  });
}

/** The listeners of a broker's settings; see `parseListenerTexts`. */
export function parseListeners(settings: BrokerSettings): readonly ListenerSettings[] {
  return parseListenerTexts({
    listeners: settings.value('listeners'),
    advertisedListeners: settings.value('advertised.listeners'),
    protocolMap: settings.value('listener.security.protocol.map'),
    controllerListenerNames: settings.value('controller.listener.names') ?? parseList(''),
    interBrokerListenerName: settings.value('inter.broker.listener.name'),
  });
}
