import {
  BadRequestException,
  Controller,
  type DynamicModule,
  Get,
  Header,
  Inject,
  Module,
  Query,
  Res,
} from '@nestjs/common';
import { HTTP_FACTS, type HttpFacts } from './http-facts';

/** The part of Fastify's reply that is used here. */
interface Reply {
  status(code: number): Reply;
  type(contentType: string): Reply;
  send(body: unknown): Reply;
}

/** `GET /health`: 200 while the server serves, 503 otherwise; a JSON object either way. */
@Controller('health')
export class HealthController {
  constructor(@Inject(HTTP_FACTS) private readonly facts: HttpFacts) {}

  @Get()
  answer(@Res() reply: Reply): void {
    const { isServing, facts } = this.facts.health();
    reply.status(isServing ? 200 : 503).send({ status: isServing ? 'ok' : 'unavailable', ...facts });
  }
}

/** `GET /metrics`: Prometheus' text format. */
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(HTTP_FACTS) private readonly facts: HttpFacts) {}

  @Get()
  async answer(@Res() reply: Reply): Promise<void> {
    const { contentType, text } = await this.facts.metrics();
    reply.type(contentType).send(text);
  }
}

/** `GET /journal?since=<sequence>&machine=<name>`: transitions as ndjson, oldest first. 400 for a `since` that is no number ≥ 0. */
@Controller('journal')
export class JournalController {
  constructor(@Inject(HTTP_FACTS) private readonly facts: HttpFacts) {}

  @Get()
  @Header('content-type', 'application/x-ndjson; charset=utf-8')
  answer(@Query('since') since?: string, @Query('machine') machine?: string): string {
    const sequence = since === undefined ? 0 : Number(since);
    if (!Number.isSafeInteger(sequence) || sequence < 0)
      throw new BadRequestException('since is a sequence number, 0 or more');
    return this.facts
      .journal(sequence, machine ?? null)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
  }
}

/** Health, metrics and journal of one server. */
@Module({})
export class ObservationModule {
  static of(facts: HttpFacts): DynamicModule {
    return {
      module: ObservationModule,
      controllers: [HealthController, MetricsController, JournalController],
      providers: [{ provide: HTTP_FACTS, useValue: facts }],
    };
  }
}
