import type { Counter, Histogram } from '@yak/base';
import {
  authenticatedBudget,
  decodeRequest,
  encodeResponse,
  readRequestHeader,
  unauthenticatedBudget,
} from '@yak/protocol';
import { ErrorCode } from '@yak/model';
import type { Answer, Connection, ServedRequest } from './connection';
import { type AnyHandler, type Reply, Unanswered } from './handler';
import { type AdvertisedApi, HandlerState } from './handler-state';
import { handlers } from './table';
import type { BrokerPorts } from './ports';
import { RequestContext } from './request-context';

const API_VERSIONS = 18;

type Header = ReturnType<typeof readRequestHeader>;

interface Route {
  readonly handler: AnyHandler;
  readonly requests: Counter;
  readonly seconds: Histogram;
}

/**
 * Answers requests: header, version gate, decoding, quota, handler, encoding. `network` serves connections with it.
 * A frame that cannot be read throws MalformedRequest, and the connection that sent it is closed.
 * Source: Kafka KafkaApis.handle and RequestContext.parseRequest.
 */
export class Dispatch {
  readonly #ports: BrokerPorts;
  readonly #state: HandlerState;
  readonly #routes = new Map<number, Route>();

  /** @param served the handlers by API key; all that this broker has, unless a test says otherwise */
  constructor(ports: BrokerPorts, served: ReadonlyMap<number, AnyHandler> = handlers) {
    this.#ports = ports;
    this.#state = new HandlerState(ports, advertisedBy(served));
    for (const [key, handler] of served) {
      const labels = { api: handler.api.name };
      this.#routes.set(key, {
        handler,
        requests: ports.meter.counter('yak_requests_total', 'Requests by API', labels),
        seconds: ports.meter.histogram(
          'yak_request_seconds',
          'Time from the whole frame to the answer, by API',
          labels,
        ),
      });
    }
  }

  /**
   * Starts to answer one frame (without its size).
   * @throws MalformedRequest when the bytes are no request of the version they name
   */
  serve(frame: Buffer, connection: Connection): ServedRequest {
    const header = readRequestHeader(frame);
    const route = this.#routes.get(header.apiKey);
    if (route === undefined) return closing(`API key ${header.apiKey} is not served`);
    const { handler } = route;
    if (header.apiVersion < handler.serves.min || header.apiVersion > handler.serves.max)
      return this.#refuseVersion(header, handler);
    const budget = connection.isAuthenticated ? authenticatedBudget : unauthenticatedBudget;
    const body = decodeRequest(handler.api, header.apiVersion, frame, { bodyOffset: header.bodyOffset, budget });
    route.requests.add();
    const clientId = header.clientId ?? '';
    const context = new RequestContext(this.#ports, this.#state, connection, {
      apiVersion: header.apiVersion,
      clientId,
      operation: handler.operation,
      resource: handler.resource,
    });
    context.throttleMs = this.#ports.quota.throttleMs({
      principal: connection.principal,
      clientId,
      apiKey: header.apiKey,
      bytes: frame.length,
    });
    const startedMs = this.#ports.clock.monotonicMs();
    const finish = (reply: Reply<never>): Answer => {
      route.seconds.observe((this.#ports.clock.monotonicMs() - startedMs) / 1000);
      const answer = answerOf(header, handler, reply, context.throttleMs);
      const { onSent } = context;
      return onSent === null || answer.kind !== 'frames' ? answer : { ...answer, onSent };
    };
    const reply = handler.handle(body, context);
    if (!(reply instanceof Promise)) return { accepted: null, answer: finish(reply) };
    const answer = reply.then((settled) => finish(settled as Reply<never>));
    return { accepted: handler.isPipelined === true ? null : answer.then(ignore, ignore), answer };
  }

  /** ApiVersions answers an unknown version in version 0, so that the client can choose; any other key cannot be answered. */
  #refuseVersion(header: Header, handler: AnyHandler): ServedRequest {
    if (header.apiKey !== API_VERSIONS)
      return closing(`${handler.api.name} version ${header.apiVersion} is not served`);
    const body = {
      errorCode: ErrorCode.UNSUPPORTED_VERSION,
      apiKeys: [{ apiKey: API_VERSIONS, minVersion: handler.serves.min, maxVersion: handler.serves.max }],
    };
    return { accepted: null, answer: answerOf({ ...header, apiVersion: 0 }, handler, body, 0) };
  }
}

/** What ApiVersions says of the handlers, in key order. */
function advertisedBy(served: ReadonlyMap<number, AnyHandler>): AdvertisedApi[] {
  return Array.from(served.values(), ({ api, serves, advertisedMin }) => ({
    apiKey: api.key,
    minVersion: advertisedMin ?? serves.min,
    maxVersion: serves.max,
  })).sort((one, other) => one.apiKey - other.apiKey);
}

const ignore = (): void => undefined;

function closing(reason: string): ServedRequest {
  return { accepted: null, answer: { kind: 'close', reason } };
}

function answerOf(header: Header, handler: AnyHandler, reply: Reply<never>, throttleMs: number): Answer {
  if (reply instanceof Unanswered)
    return reply.kind === 'silent' ? { kind: 'silent' } : { kind: 'close', reason: reply.reason };
  return {
    kind: 'frames',
    frames: encodeResponse(handler.api, header.apiVersion, header.correlationId, reply as object),
    throttleMs,
  };
}
