/**
 * ApiVersions, key 18. Served: 0–4. A higher version is answered in version 0 with UNSUPPORTED_VERSION (in dispatch, as its
 * body cannot be read), and the client asks again.
 *
 * Behaviours
 * - The keys and versions are derived from the declarations of the handlers; what has no handler is not named.
 * - From 3 the client says its name and version; a name that is none: INVALID_REQUEST (KIP-511).
 *
 * Versions: 1 throttle time · 3 flexible body, features (KIP-584); the response header stays version 0 · 4 features whose
 * lowest level is 0 may be named (KAFKA-17011).
 *
 * Not here: features. None is finalised, so that clients do not use what depends on them.
 */
import { ErrorCode } from '@yak/model';
import { ApiVersions } from '@yak/protocol';
import { defineHandler } from './handler';

const SOFTWARE_FROM = 3;
const SOFTWARE = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/;

/** Answers ApiVersions. */
export const apiVersions = defineHandler({
  api: ApiVersions,
  serves: { min: 0, max: 4 },
  operation: null,
  resource: null,
  handle(request, context) {
    if (context.apiVersion >= SOFTWARE_FROM) {
      const { clientSoftwareName: name, clientSoftwareVersion: version } = request;
      if (!SOFTWARE.test(name) || !SOFTWARE.test(version)) return { errorCode: ErrorCode.INVALID_REQUEST, apiKeys: [] };
      context.connection.setClientSoftware(name, version);
    }
    return { errorCode: ErrorCode.NONE, apiKeys: context.state.advertised, throttleTimeMs: context.throttleMs };
  },
});
