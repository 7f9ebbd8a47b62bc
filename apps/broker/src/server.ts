import type { Logger } from '@yak/base';
import { brokerId } from '@yak/model';
import { type Cluster, createCluster } from '@yak/embedded';
import {
  createObservationHttp,
  type EarlyHttpServer,
  type HttpFacts,
  openHttpServer,
  PrometheusMeter,
  type RemoteNode,
} from '@yak/platform';
import type { HostOptions } from './host-options';

/** A running server: where it is, and how it ends. */
export interface Server {
  /** `host:port` of each Kafka listener, joined by commas. */
  readonly bootstrap: string;
  /** `http://host:port` of health, metrics, journal and explanations, as this machine reaches it. */
  readonly httpAddress: string;
  /** Resolves when Nest answers behind the HTTP port; the Kafka side does not wait for it. */
  readonly httpReady: Promise<void>;
  stop(): Promise<void>;
}

/** Starts the cluster of this process and opens its HTTP port. Rejects as `createCluster` does, or when a port is taken. */
export async function startServer(
  options: HostOptions,
  world: { logger: Logger; hostname: string; onFault: (error: unknown) => void },
): Promise<Server> {
  const meter = new PrometheusMeter();
  const http = await openHttpServer(options.http);
  const { dataDirectory, profile, settings, environment, file } = options;
  try {
    const httpEndpoint = { host: isEveryInterface(http.host) ? world.hostname : http.host, port: http.port };
    const cluster = await createCluster({
      dataDirectory,
      profile,
      settings,
      environment,
      file,
      meter,
      httpEndpoint,
      ...world,
    });
    return serverOf(cluster, { http, meter });
  } catch (error) {
    http.serveWith((_request, response) => response.writeHead(503).end());
    await http.close();
    throw error;
  }
}

function serverOf(cluster: Cluster, { http, meter }: { http: EarlyHttpServer; meter: PrometheusMeter }): Server {
  let isStopping = false;
  const nest = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
    meter.observeProcess();
    const application = await createObservationHttp(httpFactsOf(cluster, { meter, isStopping: () => isStopping }));
    http.serveWith(application.handler);
    return application;
  });
  return {
    bootstrap: cluster.bootstrap,
    httpAddress: `http://${urlHost(http.host)}:${http.port}`,
    httpReady: nest.then(() => undefined),
    stop: async () => {
      isStopping = true;
      await cluster.stop();
      await http.close();
      await (await nest).close();
    },
  };
}

/** What HTTP shows of a cluster: whether its broker serves, what it counted, what its machines did, and why things are as they are. */
export function httpFactsOf(cluster: Cluster, host: { meter: PrometheusMeter; isStopping: () => boolean }): HttpFacts {
  const { brokers, journal } = cluster;
  const [broker] = brokers;
  return {
    node: broker === undefined ? journal.node : `broker-${broker.brokerId}`,
    health: () => ({
      isServing: !host.isStopping(),
      facts: { clusterId: cluster.clusterId, brokers: brokers.map(({ brokerId }) => brokerId) },
    }),
    metrics: async () => ({ contentType: host.meter.registry.contentType, text: await host.meter.registry.metrics() }),
    journal: ({ since, limit, filter }) => ({
      records: since === null ? journal.latest(limit, filter) : journal.since(since, filter, limit),
      lastSequence: journal.lastSequence,
    }),
    keeperOf: (node) => keeperOf(cluster, node),
    explain: (kind, id) =>
      broker?.explain(kind, id) ?? { kind: 'unavailable', detail: 'this process has no broker that could say' },
  };
}

/** The journal of another process's broker is kept there. */
function keeperOf({ brokers }: Cluster, node: string): RemoteNode | null {
  const [, digits] = /^broker-(\d{1,9})$/.exec(node) ?? [];
  if (digits === undefined) return null;
  const id = brokerId(Number(digits));
  if (brokers.some((own) => own.brokerId === id)) return null;
  const httpEndpoint = brokers[0]?.httpEndpointOf(id) ?? null;
  return httpEndpoint === null ? null : { node, httpEndpoint };
}

const isEveryInterface = (host: string): boolean => ['', '0.0.0.0', '::'].includes(host);

/** A host as a URL of this machine writes it. */
function urlHost(host: string): string {
  if (isEveryInterface(host)) return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
