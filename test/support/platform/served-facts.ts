import { createObservationHttp, type EarlyHttpServer, type HttpFacts, openHttpServer } from '@yak/platform';

/** Facts of a broker that knows of nothing; each test says what it is about. */
export function factsOf(node: string, changes: Partial<HttpFacts> = {}): HttpFacts {
  return {
    node,
    health: () => ({ isServing: true, facts: { node } }),
    metrics: () => Promise.resolve({ contentType: 'text/plain; version=0.0.4', text: 'yak_up 1\n' }),
    journal: () => ({ records: [], lastSequence: 0 }),
    keeperOf: () => null,
    explain: (kind, id) => ({ kind: 'unknown', detail: `${node} knows no ${kind} ${id}` }),
    ...changes,
  };
}

/** The HTTP side of a server on a port of its own. */
export interface ServedFacts {
  readonly endpoint: { readonly host: string; readonly port: number };
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

/** Serves facts as a server would. @param facts made with the server's own endpoint, which is known only then */
export async function serveFacts(facts: (endpoint: ServedFacts['endpoint']) => HttpFacts): Promise<ServedFacts> {
  const early: EarlyHttpServer = await openHttpServer({ host: '127.0.0.1', port: 0 });
  const endpoint = { host: '127.0.0.1', port: early.port };
  const application = await createObservationHttp(facts(endpoint));
  early.serveWith(application.handler);
  return {
    endpoint,
    get: (path, headers = {}) => fetch(`http://127.0.0.1:${early.port}${path}`, { headers }),
    close: async () => {
      await early.close();
      await application.close();
    },
  };
}
