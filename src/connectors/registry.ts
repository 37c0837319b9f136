import type { Connector } from './connector.ts';

/** The connectors there are, by their id. */
export class ConnectorRegistry {
  readonly all: readonly Connector[];

  constructor(connectors: readonly Connector[]) {
    this.all = connectors;
  }

  /** Undefined for an id that this version does not know: definitions are files that anyone may write. */
  get(id: string): Connector | undefined {
    return this.all.find((connector) => connector.id === id);
  }
}
