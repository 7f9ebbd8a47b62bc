import { type Answer, type Connection, Dispatch } from '@yak/handlers';
import type { MessageInputOf, MessageOf, MessageSchema } from '@yak/codec';
import { type Api, decodeResponse, encodeRequest } from '@yak/protocol';
import { ANONYMOUS } from '@yak/security';
import type { FakeBroker } from './fake-broker';

/** A connection of a test. */
export class FakeConnection implements Connection {
  readonly id = 'PLAINTEXT-1';
  listenerName = 'PLAINTEXT';
  clientAddress = '127.0.0.1';
  readonly principal = ANONYMOUS;
  readonly isAuthenticated = true;
  readonly isInterBroker = false;
  software: string | null = null;
  readonly #closed = new Set<() => void>();

  setClientSoftware(name: string, version: string): void {
    this.software = `${name} ${version}`;
  }

  onClosed(listener: () => void): () => void {
    this.#closed.add(listener);
    return () => this.#closed.delete(listener);
  }

  get closeListenerCount(): number {
    return this.#closed.size;
  }

  close(): void {
    for (const listener of [...this.#closed]) listener();
  }
}

/** A client of a fake broker: requests go through the real dispatch and codecs. */
export class FakeClient {
  readonly connection = new FakeConnection();
  readonly dispatch: Dispatch;
  clientId: string | null = 'test';

  constructor(broker: FakeBroker) {
    this.dispatch = new Dispatch(broker.ports);
  }

  /** What dispatch makes of a request: bytes, silence or a close. */
  send<Req extends MessageSchema, Res extends MessageSchema>(
    api: Api<Req, Res>,
    version: number,
    body: MessageInputOf<Req>,
  ): Answer | Promise<Answer> {
    const [...frames] = encodeRequest(api, version, { correlationId: 9, clientId: this.clientId }, body);
    return this.dispatch.serve(Buffer.concat(frames).subarray(4), this.connection).answer;
  }

  /** The decoded response; fails where there is none. */
  async ask<Req extends MessageSchema, Res extends MessageSchema>(
    api: Api<Req, Res>,
    version: number,
    body: MessageInputOf<Req>,
  ): Promise<MessageOf<Res>> {
    const answer = await this.send(api, version, body);
    if (answer.kind !== 'frames') throw new Error(`no response but ${JSON.stringify(answer)}`);
    const frame = Buffer.concat(answer.frames);
    expect(frame.readInt32BE(0)).toBe(frame.length - 4);
    const { correlationId, body: response } = decodeResponse(api, version, frame.subarray(4));
    expect(correlationId).toBe(9);
    return response;
  }
}
