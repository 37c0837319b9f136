import type { StepId } from '../../../src/shared/wizard.ts';
import type { Model } from '../model.ts';

/** What one step shows between its heading and the buttons. */
export interface StepView {
  readonly id: StepId;
  readonly element: HTMLElement;
  show(model: Model): void;
  /** Puts the focus where the person goes on; undefined where that is the heading. */
  readonly focus?: () => void;
  /** Puts the focus on what is wrong. */
  focusProblem(model: Model): void;
  /** What Enter does outside of a button, other than Next. Returns whether it did it. */
  readonly enter?: () => boolean;
}
