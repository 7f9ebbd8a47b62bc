import type { CoordinatorReply, CoordinatorRequest, CoordinatorVerb } from '@yak/control';

/** How brokers reach the coordinator. Answers, refusals too, are values; a link that fails rejects with BusError. */
export interface CoordinatorLink {
  /** @param timeoutMs after it YAK_BUS_TIMEOUT; without it the link's own limit */
  request<Verb extends CoordinatorVerb>(
    verb: Verb,
    request: CoordinatorRequest<Verb>,
    timeoutMs?: number,
  ): Promise<CoordinatorReply<Verb>>;
}
