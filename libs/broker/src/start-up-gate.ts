import type { ConnectionFacts, RequestServer, ServedRequest } from '@yak/network';

/** Requests that came before the broker serves wait here; the network bounds how many each connection may have. */
export class StartUpGate implements RequestServer {
  readonly #opened: Promise<void>;
  #open: () => void = () => undefined;
  #server: RequestServer | null = null;

  constructor() {
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  /** From now on this server answers. */
  open(server: RequestServer): void {
    this.#server = server;
    this.#open();
  }

  serve(frame: Buffer, connection: ConnectionFacts): ServedRequest {
    if (this.#server !== null) return this.#server.serve(frame, connection);
    const served = this.#opened.then(() => this.serve(frame, connection));
    return {
      accepted: served.then(async ({ accepted }) => accepted ?? undefined),
      answer: served.then(({ answer }) => answer),
    };
  }
}
