import type { Logger } from '@yak/base';
import { type Cluster, createCluster } from '@yak/embedded';
import {
  createObservationHttp,
  type EarlyHttpServer,
  type HttpFacts,
  openHttpServer,
  PrometheusMeter,
} from '@yak/platform';
import type { HostOptions } from './host-options';

/** A running server: where it is, and how it ends. */
export interface Server {
  /** `host:port` of each Kafka listener, joined by commas. */
  readonly bootstrap: string;
  /** `http://host:port` of health, metrics and journal. */
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
    const cluster = await createCluster({ dataDirectory, profile, settings, environment, file, meter, ...world });
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
    httpAddress: `http://${http.host}:${http.port}`,
    httpReady: nest.then(() => undefined),
    stop: async () => {
      isStopping = true;
      await cluster.stop();
      await http.close();
      await (await nest).close();
    },
  };
}

/** What HTTP shows of a cluster: whether its broker serves, what it counted, and what its machines did. */
export function httpFactsOf(cluster: Cluster, host: { meter: PrometheusMeter; isStopping: () => boolean }): HttpFacts {
  return {
    health: () => ({
      isServing: !host.isStopping(),
      facts: { clusterId: cluster.clusterId, brokers: cluster.brokers.map(({ brokerId }) => brokerId) },
    }),
    metrics: async () => ({ contentType: host.meter.registry.contentType, text: await host.meter.registry.metrics() }),
    journal: (since, machine) => cluster.journal.since(since, machine === null ? {} : { machine }),
  };
}
