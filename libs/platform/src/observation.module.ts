import { Controller, type DynamicModule, Get, Inject, Module, Res } from '@nestjs/common';
import { ExplainController } from './explain-controller';
import { Forwarding } from './forwarding';
import { HTTP_FACTS, type HttpFacts } from './http-facts';
import type { AskPeer } from './http-peer';
import { JournalController } from './journal-controller';
import type { Reply } from './reply';

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

/** Health, metrics, journal and explanations of one server. */
@Module({})
export class ObservationModule {
  /** @param askPeer the way to the HTTP of other servers */
  static of(facts: HttpFacts, askPeer: AskPeer): DynamicModule {
    return {
      module: ObservationModule,
      controllers: [HealthController, MetricsController, JournalController, ExplainController],
      providers: [
        { provide: HTTP_FACTS, useValue: facts },
        { provide: Forwarding, useValue: new Forwarding(facts.node, askPeer) },
      ],
    };
  }
}
