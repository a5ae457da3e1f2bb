// The address bar: deep links, back and forward.
import type { ToCore } from '../generated/messages.ts';

export class Address {
  private first = true;

  constructor(send: (message: ToCore) => void) {
    window.addEventListener('popstate', () => send({ type: 'location', hash: location.hash }));
  }

  show(hash: string): void {
    if (hash === location.hash || !hash.startsWith('#')) return;
    // What the app shows first is no step that "back" should come to.
    if (this.first && location.hash === '') history.replaceState(null, '', hash);
    else history.pushState(null, '', hash);
    this.first = false;
  }
}
