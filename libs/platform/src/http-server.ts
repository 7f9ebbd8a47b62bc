import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** Answers one HTTP request. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTP port that is open before what answers on it has been loaded. */
export interface EarlyHttpServer {
  readonly host: string;
  readonly port: number;
  readonly server: Server;
  /** Gives the handler: what waited is answered now. */
  serveWith(handler: HttpHandler): void;
  /** Refuses new connections and ends the idle ones; resolves when the last answer has left. */
  close(): Promise<void>;
}

const HEADERS_MS_MAX = 10_000;
const REQUEST_MS_MAX = 30_000;
const CONNECTIONS_MAX = 512;

/**
 * Opens the port at once and lets requests wait until `serveWith`. Loading Nest takes longer than starting a broker; this way
 * the ready line names a port that answers, without waiting for it.
 * Rejects with the operating system's error (EADDRINUSE …) when the port cannot be had.
 */
export async function openHttpServer(address: {
  readonly host: string;
  readonly port: number;
}): Promise<EarlyHttpServer> {
  let give: (handler: HttpHandler) => void = () => undefined;
  const handler = new Promise<HttpHandler>((resolve) => {
    give = resolve;
  });
  const server = createServer((request, response) => {
    void handler.then((handle) => {
      handle(request, response);
    });
  });
  server.headersTimeout = HEADERS_MS_MAX;
  server.requestTimeout = REQUEST_MS_MAX;
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  return {
    host: address.host,
    port,
    server,
    serveWith: give,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
