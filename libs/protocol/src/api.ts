import { MessageCodec, type MessageInputOf, type MessageOf, type MessageSchema } from '@yak/codec';

/** What an API key's file declares. */
export interface ApiDeclaration<Request extends MessageSchema, Response extends MessageSchema> {
  /** Kafka's number of the API: int16. */
  readonly key: number;
  /** Kafka's name of it, without "Request". */
  readonly name: string;
  /** The versions that the schemas describe, inclusive. Which of them are served is said by the handler. */
  readonly versions: { readonly min: number; readonly max: number };
  /** First version with compact lengths, tagged fields and the newer headers (KIP-482); null when none has. */
  readonly flexibleFrom: number | null;
  readonly request: Request;
  readonly response: Response;
}

/** One Kafka API as data, with the codecs of its two messages. */
export interface Api<Request extends MessageSchema, Response extends MessageSchema> extends ApiDeclaration<
  Request,
  Response
> {
  readonly requestCodec: MessageCodec<Request>;
  readonly responseCodec: MessageCodec<Response>;
}

/** Any API, where only its key and versions matter. */
export type AnyApi = Api<MessageSchema, MessageSchema>;

/** The decoded request of an API: `RequestOf<typeof Produce>`. */
export type RequestOf<A> = A extends { readonly request: infer S } ? MessageOf<S> : never;
/** What a request is encoded from. */
export type RequestInputOf<A> = A extends { readonly request: infer S } ? MessageInputOf<S> : never;
/** The decoded response of an API. */
export type ResponseOf<A> = A extends { readonly response: infer S } ? MessageOf<S> : never;
/** What a response is encoded from. */
export type ResponseInputOf<A> = A extends { readonly response: infer S } ? MessageInputOf<S> : never;

/** Makes an API of its declaration. Compiles nothing yet: that happens per version at its first use. */
export function api<Request extends MessageSchema, Response extends MessageSchema>(
  declaration: ApiDeclaration<Request, Response>,
): Api<Request, Response> {
  const { request, response, flexibleFrom } = declaration;
  return {
    ...declaration,
    requestCodec: new MessageCodec(request, flexibleFrom),
    responseCodec: new MessageCodec(response, flexibleFrom),
  };
}
