import type { Dataflow } from '../../dataflows/definition.ts';
import type { DefinitionChange } from '../../dataflows/definitionChange.ts';

/** A dataflow that the wizard has just written to the definitions, and what its tables still need. */
export interface SavedDataflow extends DefinitionChange {
  readonly dataflow: Dataflow;
  /** Save and run. */
  readonly run: boolean;
}
