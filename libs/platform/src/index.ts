export type { HttpFacts, RemoteNode } from './http-facts';
export { type EarlyHttpServer, openHttpServer } from './http-server';
export { createObservationHttp } from './observation-http';
export { pinoLogger } from './pino-logger';
export { PrometheusMeter } from './prometheus-meter';
