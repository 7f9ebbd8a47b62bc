import type { GroupCaller } from '@yak/groups';
import type { RequestContext } from './request-context';

/** Who asks a group: the client id and host as Kafka writes them into its records (`/10.0.0.7`). */
export function groupCallerOf({ apiVersion, request, connection }: RequestContext): GroupCaller {
  return {
    apiVersion,
    clientId: request.clientId,
    clientHost: `/${connection.clientAddress}`,
    onClosed: (listener) => connection.onClosed(listener),
  };
}
