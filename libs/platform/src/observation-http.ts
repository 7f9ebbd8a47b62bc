import type { HttpFacts } from './http-facts';
import type { NestHttp } from './nest-http';

/** Loads Nest and builds the application that answers health, metrics and journal. Loaded late: Nest costs some 0.3 s. */
export async function createObservationHttp(facts: HttpFacts): Promise<NestHttp> {
  const [{ createNestHttp }, { ObservationModule }] = await Promise.all([
    import('./nest-http.js'),
    import('./observation.module.js'),
  ]);
  return createNestHttp(ObservationModule.of(facts));
}
