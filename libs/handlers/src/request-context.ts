import { type AclOperation, CLUSTER_RESOURCE_NAME, type ResourceType } from '@yak/security';
import type { Connection } from './connection';
import type { HandlerState } from './handler-state';
import type { BrokerPorts } from './ports';

/** What the header of a request and the declaration of its handler say. */
export interface RequestFacts {
  readonly apiVersion: number;
  readonly clientId: string;
  readonly operation: AclOperation | null;
  readonly resource: ResourceType | null;
}

/** One request while it is answered: who asks, in which version, and what may be reached. */
export class RequestContext {
  /** Milliseconds that the connection is muted after the answer; set by dispatch from the quota. */
  throttleMs = 0;
  #borrowed: (() => void)[] | null = null;

  constructor(
    readonly ports: BrokerPorts,
    readonly state: HandlerState,
    readonly connection: Connection,
    readonly request: RequestFacts,
  ) {}

  get apiVersion(): number {
    return this.request.apiVersion;
  }

  /** What gives back the memory that the answer borrows, to be called once the answer has left; null when it borrows none. */
  get onSent(): (() => void) | null {
    const borrowed = this.#borrowed;
    return borrowed === null ? null : () => borrowed.forEach((release) => release());
  }

  /** Says that the answer holds borrowed memory. */
  borrow(release: () => void): void {
    (this.#borrowed ??= []).push(release);
  }

  /** Whether the principal may do what the handler declares, on the resource of that name (the cluster by default). */
  isAllowed(resourceName: string = CLUSTER_RESOURCE_NAME): boolean {
    const { operation, resource } = this.request;
    if (operation === null || resource === null) return true;
    return this.isAllowedTo(operation, { type: resource, name: resourceName });
  }

  /** Whether the principal may do something else than what the handler declares. */
  isAllowedTo(operation: AclOperation, resource: { readonly type: ResourceType; readonly name: string }): boolean {
    return this.ports.authoriser.authorise(
      this.connection.principal,
      operation,
      resource,
      this.connection.clientAddress,
    );
  }
}
