import type { InterfaceDeclaration, SourceFile, Type } from 'ts-morph';
import { eventsWithoutObject } from './choices.ts';
import type { StripeSdk } from './stripeSdk.ts';

/**
 * Which events tell of changes to which type of object: `charge.dispute.created` holds a Dispute, so it belongs to the
 * disputes, whatever its name begins with.
 */
export class EventTypes {
  readonly #byObject = new Map<object, string[]>();

  constructor(sdk: StripeSdk) {
    const file = sdk.resources.find((source) => source.getBaseName() === 'Events.d.ts');
    if (file === undefined) {
      throw new Error('The SDK declares no events');
    }
    for (const event of file.getInterfaces()) {
      this.#add(file, event);
    }
  }

  /** Sorted by name. */
  of(object: Type): string[] {
    const symbol = object.getSymbol()?.compilerSymbol;
    return symbol === undefined ? [] : [...(this.#byObject.get(symbol) ?? [])].sort();
  }

  #add(file: SourceFile, event: InterfaceDeclaration): void {
    const name = event.getProperty('type')?.getType().getLiteralValue();
    const object = event
      .getProperty('data')
      ?.getType()
      .getProperty('object')
      ?.getTypeAtLocation(file)
      .getSymbol()?.compilerSymbol;
    if (typeof name !== 'string' || object === undefined || eventsWithoutObject.has(name)) {
      return;
    }
    const names = this.#byObject.get(object) ?? [];
    this.#byObject.set(object, [...names, name]);
  }
}
