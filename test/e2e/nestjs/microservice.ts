import { Controller, type INestMicroservice, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, type KafkaOptions, MessagePattern, Payload, Transport } from '@nestjs/microservices';

export const EVENTS = 'orders.placed';
export const QUESTIONS = 'price.ask';

/** What one event brought, and which instance got it. */
export interface Heard {
  readonly instance: string;
  readonly order: number;
}

/** Remembers what all instances heard, so that a test can await a count instead of a time. */
export class Hearing {
  readonly heard: Heard[] = [];
  readonly #waiting = new Set<() => void>();

  add(heard: Heard): void {
    this.heard.push(heard);
    for (const look of this.#waiting) look();
  }

  /** Resolves once every one of these orders was heard. */
  all(orders: readonly number[]): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        const known = new Set(this.heard.map(({ order }) => order));
        if (!orders.every((order) => known.has(order))) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}

@Controller()
class Orders {
  constructor(
    @Inject('instance') private readonly instance: string,
    @Inject(Hearing) private readonly hearing: Hearing,
  ) {}

  @EventPattern(EVENTS)
  placed(@Payload() event: { order: number }): void {
    this.hearing.add({ instance: this.instance, order: event.order });
  }

  @MessagePattern(QUESTIONS)
  price(@Payload() question: { item: string; count: number }): { item: string; cents: number; by: string } {
    return { item: question.item, cents: question.count * 250, by: this.instance };
  }
}

@Module({})
class OrdersModule {}

/** NestJS's own Kafka transport as its documentation shows it: broker and group, everything else its defaults. */
export function kafkaOptions(port: number, instance: string): KafkaOptions {
  return {
    transport: Transport.KAFKA,
    options: {
      client: { clientId: instance, brokers: [`127.0.0.1:${port}`] },
      consumer: { groupId: 'orders' },
      subscribe: { fromBeginning: true },
    },
  };
}

/** An instance of the application, listening: its consumer has joined the group `orders-server`. */
export async function startInstance(port: number, instance: string, hearing: Hearing): Promise<INestMicroservice> {
  const module = {
    module: OrdersModule,
    controllers: [Orders],
    providers: [
      { provide: 'instance', useValue: instance },
      { provide: Hearing, useValue: hearing },
    ],
  };
  const application = await NestFactory.createMicroservice(module, { ...kafkaOptions(port, instance), logger: false });
  await application.listen();
  return application;
}
