import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { HttpHandler } from './http-server';

/** A Nest application behind an HTTP server that somebody else opened. */
export interface NestHttp {
  readonly handler: HttpHandler;
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 1_048_576;
/** Group ids in a path may be long; a whole request line has 16 KB at most. */
const PARAMETER_LENGTH_MAX = 8_192;

/** Builds the Nest application of a server from its module, without listening. */
export async function createNestHttp(module: DynamicModule): Promise<NestHttp> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    routerOptions: { maxParamLength: PARAMETER_LENGTH_MAX },
  });
  const application = await NestFactory.create(module, adapter, { logger: false, abortOnError: false });
  await application.init();
  const fastify = adapter.getInstance();
  await fastify.ready();
  return {
    handler: (request, response) => {
      fastify.routing(request, response);
    },
    close: () => application.close(),
  };
}
