// As much of a DOM as the mirror needs, to test it without a browser.

type Listener = (event: Record<string, unknown>) => void;

export class FakeElement {
  readonly children: FakeElement[] = [];
  parentElement: FakeElement | null = null;
  readonly attributes = new Map<string, string>();
  readonly style: Record<string, string> = {};
  value = '';
  private text = '';
  private readonly listeners = new Map<string, Listener[]>();
  moves = 0;

  constructor(readonly tagName: string, readonly ownerDocument: FakeDocument) {}

  get childElementCount(): number {
    return this.children.length;
  }
  get firstElementChild(): FakeElement | null {
    return this.children[0] ?? null;
  }
  get nextElementSibling(): FakeElement | null {
    const siblings = this.parentElement?.children ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }
  get textContent(): string {
    return this.text;
  }
  set textContent(text: string) {
    this.text = text;
  }

  insertBefore(child: FakeElement, before: FakeElement | null): void {
    child.remove();
    const at = before ? this.children.indexOf(before) : this.children.length;
    this.children.splice(at, 0, child);
    child.parentElement = this;
    this.moves++;
  }
  append(...children: FakeElement[]): void {
    for (const child of children) this.insertBefore(child, null);
  }
  remove(): void {
    const siblings = this.parentElement?.children;
    if (siblings) siblings.splice(siblings.indexOf(this), 1);
    this.parentElement = null;
  }
  replaceWith(other: FakeElement): void {
    const { parentElement } = this;
    parentElement?.insertBefore(other, this);
    this.remove();
  }

  hasAttribute(name: string): boolean {
    return this.attributes.has(name);
  }
  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }

  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }
  /** An event at this element, bubbling up. */
  fire(type: string, more: Record<string, unknown> = {}): { prevented: boolean } {
    const outcome = { prevented: false };
    const event = { target: this, preventDefault: () => { outcome.prevented = true; }, stopPropagation: () => {}, ...more };
    for (let at: FakeElement | null = this; at; at = at.parentElement) {
      for (const listener of at.listeners.get(type) ?? []) listener(event);
    }
    return outcome;
  }

  /** "main(button:Open grid(row))": the shape, for assertions. */
  shape(): string {
    const name = this.attributes.get('aria-label') ?? this.text;
    const role = this.attributes.get('role') ?? this.tagName.toLowerCase();
    const inner = this.children.map((child) => child.shape()).join(' ');
    return role + (name ? `:${name}` : '') + (inner ? `(${inner})` : '');
  }
}

export class FakeDocument {
  activeElement: FakeElement | null = null;
  createElement(tag: string): FakeElement {
    return new FakeElement(tag.toUpperCase(), this);
  }
}
