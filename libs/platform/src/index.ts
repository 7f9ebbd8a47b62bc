export type { HttpFacts, JournalLine } from './http-facts';
export { type EarlyHttpServer, type HttpHandler, openHttpServer } from './http-server';
export { createObservationHttp } from './observation-http';
export { pinoLogger } from './pino-logger';
export { PrometheusMeter } from './prometheus-meter';
