import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { errorAnswer, FORWARDED_BY, Forwarding, type HttpAnswer, type HttpFailure } from './forwarding';
import { HTTP_FACTS, type HttpFacts } from './http-facts';
import { isFailure, type QueryTexts, readJournalQuery } from './journal-query';
import { type Asked, type Reply, send } from './reply';

/** Names the newest sequence number of a journal: who follows it asks for what comes after, and sees that it began anew. */
const JOURNAL_SEQUENCE = 'x-yak-journal-sequence';
const NDJSON = 'application/x-ndjson; charset=utf-8';

/**
 * `GET /journal?since=&limit=&machine=&id=&node=`: transitions as ndjson, oldest first: those after a sequence number, or
 * without `since` the newest. The journal of a node of another process is asked for there. 400 for a query that cannot be.
 */
@Controller('journal')
export class JournalController {
  constructor(
    @Inject(HTTP_FACTS) private readonly facts: HttpFacts,
    @Inject(Forwarding) private readonly forwarding: Forwarding,
  ) {}

  @Get()
  async answer(
    @Query() query: QueryTexts,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Req() { url }: Asked,
    @Res() reply: Reply,
  ): Promise<void> {
    const answer = await this.#page(query, { path: url, forwardedBy: headers[FORWARDED_BY] ?? null });
    send(reply, 'detail' in answer ? errorAnswer(answer, false) : answer);
  }

  #page(
    texts: QueryTexts,
    { path, forwardedBy }: { readonly path: string; readonly forwardedBy: string | null },
  ): Promise<HttpAnswer | HttpFailure> | HttpAnswer | HttpFailure {
    const query = readJournalQuery(texts);
    if (isFailure(query)) return query;
    const { node } = query.filter;
    const keeper = node === undefined ? null : this.facts.keeperOf(node);
    if (keeper !== null) return this.forwarding.answerOf(keeper, { path, accept: NDJSON, forwardedBy });
    const { records, lastSequence } = this.facts.journal(query);
    return {
      status: 200,
      contentType: NDJSON,
      headers: { [JOURNAL_SEQUENCE]: String(lastSequence) },
      body: records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    };
  }
}
