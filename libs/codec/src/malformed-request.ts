/**
 * A peer sent bytes that are no message, or a message that costs more than the decode budget. Thrown by readers, caught
 * by the connection, which closes. The message names the fault and never quotes the peer's bytes.
 */
export class MalformedRequest extends Error {
  readonly code = 'YAK_MALFORMED_REQUEST';

  constructor(fault: string, options?: ErrorOptions) {
    super(fault, options);
    this.name = 'MalformedRequest';
  }
}
