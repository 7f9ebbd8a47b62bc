import type { HttpFacts } from './http-facts';
import { type AskPeer, peerOver } from './http-peer';
import type { NestHttp } from './nest-http';

/** Loads Nest and builds the application that answers health, metrics, journal and explanations. Loaded late: Nest costs some 0.3 s. */
export async function createObservationHttp(facts: HttpFacts, askPeer: AskPeer = peerOver()): Promise<NestHttp> {
  const [{ createNestHttp }, { ObservationModule }] = await Promise.all([
    import('./nest-http.js'),
    import('./observation.module.js'),
  ]);
  return createNestHttp(ObservationModule.of(facts, askPeer));
}
