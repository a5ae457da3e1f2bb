// The accessibility mirror: the canvas' widgets as a DOM tree that is there but not seen. Screen readers read it,
// switch devices and end-to-end tests act on it; every action goes to the widget itself.
import type { AccessInfo, AccessUpdate, AccessVerb } from '../generated/messages.ts';

export type Act = (node: number, action: AccessVerb, value: string) => void;

/** Roles whose node is a real input, because a person types into it. */
const INPUTS: Readonly<Record<string, string>> = { textbox: 'text', searchbox: 'search', combobox: 'text', spinbutton: 'text' };
/** Roles that a button element serves. */
const BUTTONS = new Set(['button', 'link', 'tab', 'menuitem', 'option', 'checkbox', 'radio']);
/** Roles that are read by their content rather than by a label. */
const CONTENT = new Set(['none', 'gridcell', 'rowheader', 'columnheader', 'heading', 'listitem', 'status', 'alert', 'button', 'link', 'tab', 'menuitem', 'option']);
/** Roles whose name is their content and nothing else. */
const UNLABELLED = new Set(['none', 'gridcell']);

interface Entry {
  info: AccessInfo;
  element: HTMLElement;
}

export class Mirror {
  private readonly entries = new Map<number, Entry>();
  private readonly ids = new WeakMap<EventTarget, number>();

  constructor(private readonly root: HTMLElement, private readonly act: Act) {
    root.addEventListener('click', (event) => this.happened(event, 'click'));
    root.addEventListener('contextmenu', (event) => this.happened(event, 'context_menu'));
    root.addEventListener('focusin', (event) => this.happened(event, 'focus'));
    root.addEventListener('input', (event) => this.typed(event));
    root.addEventListener('keydown', (event) => this.pressed(event));
  }

  get size(): number {
    return this.entries.size;
  }

  /** The node that an element stands for. */
  nodeOf(element: EventTarget | null): number | undefined {
    return element ? this.ids.get(element) : undefined;
  }

  update({ nodes, order }: Pick<AccessUpdate, 'nodes' | 'order'>): void {
    for (const info of nodes) this.put(info);
    if (order) this.arrange(order);
    for (const info of nodes) this.fill(info);
  }

  private put(info: AccessInfo): void {
    const old = this.entries.get(info.id);
    if (old && tagOf(old.info.role) === tagOf(info.role)) {
      old.info = info;
      return;
    }
    const element = this.root.ownerDocument.createElement(tagOf(info.role));
    this.ids.set(element, info.id);
    if (old) {
      element.append(...old.element.children);
      old.element.replaceWith(element);
    }
    this.entries.set(info.id, { info, element });
  }

  /** Children in reading order; nodes that are not in it any more go. */
  private arrange(order: readonly number[]): void {
    const wanted = new Set(order);
    for (const [id, { element }] of this.entries) {
      if (wanted.has(id)) continue;
      element.remove();
      this.entries.delete(id);
    }
    const last = new Map<HTMLElement, Element | null>();
    for (const id of order) {
      const entry = this.entries.get(id);
      if (!entry) continue;
      const parent = this.entries.get(entry.info.parent)?.element ?? this.root;
      const before = last.get(parent);
      const expected = before ? before.nextElementSibling : parent.firstElementChild;
      if (expected !== entry.element) parent.insertBefore(entry.element, expected);
      last.set(parent, entry.element);
    }
  }

  private fill(info: AccessInfo): void {
    const entry = this.entries.get(info.id);
    if (!entry) return;
    const { element } = entry;
    describe(element, info);
    place(element, info);
    if (isInput(element)) {
      // Not under the fingers of who is typing.
      if (this.root.ownerDocument.activeElement !== element && element.value !== info.value) element.value = info.value;
    } else if (element.childElementCount === 0) {
      const text = textOf(info);
      if (element.textContent !== text) element.textContent = text;
    }
  }

  private happened(event: Event, action: AccessVerb): void {
    const id = this.closest(event.target);
    if (id === undefined) return;
    if (action === 'context_menu') event.preventDefault();
    this.act(id, action, '');
  }

  private typed(event: Event): void {
    const id = this.ids.get(event.target as EventTarget);
    if (id !== undefined) this.act(id, 'set_value', (event.target as HTMLInputElement).value);
  }

  private pressed(event: KeyboardEvent): void {
    const id = this.ids.get(event.target as EventTarget);
    const role = id === undefined ? undefined : this.entries.get(id)?.info.role;
    if (id === undefined || (role !== 'slider' && role !== 'spinbutton')) return;
    const action = { ArrowUp: 'increment', ArrowRight: 'increment', ArrowDown: 'decrement', ArrowLeft: 'decrement' }[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    this.act(id, action as AccessVerb, '');
  }

  private closest(target: EventTarget | null): number | undefined {
    for (let at = target as Element | null; at && at !== this.root; at = at.parentElement) {
      const id = this.ids.get(at);
      if (id !== undefined) return id;
    }
    return undefined;
  }
}

function tagOf(role: string): string {
  if (INPUTS[role]) return 'input';
  return BUTTONS.has(role) ? 'button' : 'div';
}

function isInput(element: HTMLElement): element is HTMLInputElement {
  return element.tagName === 'INPUT';
}

function textOf(info: AccessInfo): string {
  if (!CONTENT.has(info.role)) return '';
  if (info.role === 'gridcell') return info.value || info.name;
  return info.value && info.value !== info.name ? `${info.name} ${info.value}`.trim() : info.name;
}

/** Set an attribute, or take it away. */
function set(element: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === undefined || value === '') {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, String(value));
  }
}

function describe(element: HTMLElement, info: AccessInfo): void {
  const { role } = info;
  if (element.tagName === 'BUTTON') set(element, 'type', 'button');
  if (isInput(element)) set(element, 'type', INPUTS[role]);
  set(element, 'role', role === 'none' ? undefined : role);
  set(element, 'aria-label', UNLABELLED.has(role) ? undefined : info.name);
  set(element, 'aria-description', info.description);
  // Tab stays with the canvas; assistive tools and scripts can focus these all the same.
  set(element, 'tabindex', info.focusable ? -1 : undefined);
  set(element, 'aria-disabled', info.disabled || undefined);
  set(element, 'aria-modal', info.modal || undefined);
  set(element, 'aria-checked', info.checked);
  set(element, 'aria-expanded', info.expanded);
  set(element, 'aria-selected', selected(info));
  set(element, 'aria-level', info.level);
  set(element, 'aria-rowindex', info.row);
  set(element, 'aria-colindex', info.column);
  set(element, 'aria-rowcount', info.row_count);
  set(element, 'aria-colcount', info.column_count);
  set(element, 'aria-valuenow', info.now);
  set(element, 'aria-valuemin', info.low);
  set(element, 'aria-valuemax', info.high);
  if (role === 'progressbar' || role === 'slider') set(element, 'aria-valuetext', info.value);
  set(element, 'aria-sort', info.sort);
  set(element, 'aria-current', role === 'button' && info.selected ? 'true' : undefined);
  set(element, 'data-focused', info.focused || undefined);
}

/** aria-selected belongs to some roles only, and there its absence means "cannot be selected". */
function selected(info: AccessInfo): boolean | undefined {
  if (info.role === 'tab' || info.role === 'option') return info.selected;
  return ['gridcell', 'row', 'columnheader', 'rowheader'].includes(info.role) && info.selected ? true : undefined;
}

function place(element: HTMLElement, { rect }: AccessInfo): void {
  const { style } = element;
  style.left = `${rect.x}px`;
  style.top = `${rect.y}px`;
  style.width = `${Math.max(1, rect.width)}px`;
  style.height = `${Math.max(1, rect.height)}px`;
}
