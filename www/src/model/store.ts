/** Holds the page's state; the reducer is the only way to change it. */
import { INITIAL, reduce, type Event, type State } from "./state.js";

export class Store {
  private current: State = INITIAL;
  private readonly listeners = new Set<(state: State) => void>();

  get state(): State {
    return this.current;
  }

  dispatch(event: Event): void {
    const next = reduce(this.current, event);
    if (next === this.current) return;
    this.current = next;
    for (const listener of this.listeners) listener(next);
  }

  /** Calls `listener` after every change, until the returned function is called. */
  subscribe(listener: (state: State) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
