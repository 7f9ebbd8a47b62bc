import { Controller, Get, Headers, Inject, Param, Req, Res } from '@nestjs/common';
import { explanationText } from '@yak/journal';
import {
  errorAnswer,
  FORWARDED_BY,
  Forwarding,
  type HttpAnswer,
  type HttpFailure,
  JSON_TYPE,
  TEXT,
} from './forwarding';
import { HTTP_FACTS, type HttpFacts } from './http-facts';
import { prefersText } from './prefers-text';
import { type Asked, type Reply, send } from './reply';

/**
 * `GET /explain/<kind>/<id>`: why a partition (`partition/orders-3`) or a group is in its state. JSON, or text for
 * `Accept: text/plain`. 404 for a kind or a thing that is not there, 503 where nobody can say now; another broker's answer where
 * that broker hosts it, 502 where it does not give one.
 */
@Controller('explain')
export class ExplainController {
  constructor(
    @Inject(HTTP_FACTS) private readonly facts: HttpFacts,
    @Inject(Forwarding) private readonly forwarding: Forwarding,
  ) {}

  @Get(':kind/:id')
  async answer(
    @Param() asked: { readonly kind: string; readonly id: string },
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Req() { url }: Asked,
    @Res() reply: Reply,
  ): Promise<void> {
    const accept = headers['accept'] ?? '';
    const isText = prefersText(accept);
    const answer = await this.#explain(asked, { path: url, accept, forwardedBy: headers[FORWARDED_BY] ?? null });
    send(reply, 'detail' in answer ? errorAnswer(answer, isText) : answer);
  }

  #explain(
    { kind, id }: { readonly kind: string; readonly id: string },
    question: { readonly path: string; readonly accept: string; readonly forwardedBy: string | null },
  ): Promise<HttpAnswer | HttpFailure> | HttpAnswer | HttpFailure {
    const explained = this.facts.explain(kind, id);
    switch (explained.kind) {
      case 'explained': {
        const { explanation } = explained;
        const isText = prefersText(question.accept);
        const body = isText ? explanationText(explanation) : `${JSON.stringify(explanation)}\n`;
        return { status: 200, contentType: isText ? TEXT : JSON_TYPE, headers: {}, body };
      }
      case 'elsewhere': {
        const { brokerId, httpEndpoint } = explained;
        return this.forwarding.answerOf({ node: `broker-${brokerId}`, httpEndpoint }, question);
      }
      case 'unknown':
        return { status: 404, detail: explained.detail };
      case 'unavailable':
        return { status: 503, detail: explained.detail };
    }
  }
}
