import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mirror } from '../src/access/mirror.ts';
import type { AccessInfo } from '../src/generated/messages.ts';
import { FakeDocument, FakeElement } from './fake_dom.ts';

function node(id: number, role: string, name: string, more: Partial<AccessInfo> = {}): AccessInfo {
  return {
    id, parent: 0, role, name, value: '', description: '', rect: { x: 1, y: 2, width: 30, height: 40 }, focusable: false,
    focused: false, disabled: false, selected: false, modal: false, sort: '', ...more,
  };
}

function setUp(): { root: FakeElement; mirror: Mirror; acts: string[]; document: FakeDocument } {
  const document = new FakeDocument();
  const root = document.createElement('div');
  const acts: string[] = [];
  const mirror = new Mirror(root as unknown as HTMLElement, (id, action, value) => acts.push(`${action} ${id} ${value}`.trim()));
  return { root, mirror, acts, document };
}

test('nodes become a tree in reading order', () => {
  const { root, mirror } = setUp();
  mirror.update({ nodes: [node(1, 'main', 'Data'), node(2, 'button', 'Open file', { parent: 1 }), node(3, 'grid', 'Rows', { parent: 1 }), node(4, 'row', '', { parent: 3 })], order: [1, 2, 3, 4] });
  assert.equal(root.shape(), 'div(main:Data(button:Open file grid:Rows(row)))');
  const button = root.children[0]?.children[0] as FakeElement;
  assert.equal(button.tagName, 'BUTTON');
  assert.equal(button.textContent, 'Open file');
  assert.deepEqual([button.style['left'], button.style['width']], ['1px', '30px']);
});

test('an update changes what changed: elements stay, the order follows, what is gone goes', () => {
  const { root, mirror } = setUp();
  mirror.update({ nodes: [node(1, 'list', ''), node(2, 'listitem', 'a', { parent: 1 }), node(3, 'listitem', 'b', { parent: 1 }), node(4, 'listitem', 'c', { parent: 1 })], order: [1, 2, 3, 4] });
  const list = root.children[0] as FakeElement;
  const [a, b, c] = list.children;
  const before = list.moves;
  mirror.update({ nodes: [node(2, 'listitem', 'A', { parent: 1 })] });
  assert.equal(list.moves, before, 'nothing moves without a new order');
  assert.equal(a?.textContent, 'A');
  mirror.update({ nodes: [node(5, 'listitem', 'd', { parent: 1 })], order: [1, 4, 2, 5] });
  assert.equal(root.shape(), 'div(list(listitem:c listitem:A listitem:d))');
  assert.equal(list.children[0], c);
  assert.equal(list.children[1], a);
  assert.equal(b?.parentElement, null);
  assert.equal(mirror.size, 4);
  mirror.update({ nodes: [], order: [] });
  assert.equal(root.children.length, 0);
  assert.equal(mirror.size, 0);
});

test('a node that moves to another parent, and one whose role changes', () => {
  const { root, mirror } = setUp();
  mirror.update({ nodes: [node(1, 'group', 'one'), node(2, 'group', 'two'), node(3, 'button', 'x', { parent: 1 })], order: [1, 3, 2] });
  mirror.update({ nodes: [node(3, 'button', 'x', { parent: 2 })], order: [1, 2, 3] });
  assert.equal(root.shape(), 'div(group:one group:two(button:x))');
  mirror.update({ nodes: [node(3, 'textbox', 'x', { parent: 2, value: 'v' })], order: [1, 2, 3] });
  const input = root.children[1]?.children[0] as FakeElement;
  assert.equal(input.tagName, 'INPUT');
  assert.equal(input.value, 'v');
});

test('states become ARIA, and go again', () => {
  const { root, mirror } = setUp();
  const of = (info: AccessInfo): FakeElement => {
    mirror.update({ nodes: [info], order: [info.id] });
    return root.children[0] as FakeElement;
  };
  const box = of(node(1, 'checkbox', 'Only rows with errors', { checked: false, disabled: true, focusable: true, description: 'why' }));
  assert.equal(box.getAttribute('aria-checked'), 'false');
  assert.equal(box.getAttribute('aria-disabled'), 'true');
  assert.equal(box.getAttribute('aria-description'), 'why');
  of(node(1, 'checkbox', 'Only rows with errors', { checked: true }));
  assert.equal(box.getAttribute('aria-checked'), 'true');
  assert.equal(box.hasAttribute('aria-disabled'), false);
  const tab = of(node(2, 'tab', 'Profile'));
  assert.equal(tab.getAttribute('aria-selected'), 'false');
  const bar = of(node(3, 'progressbar', 'Reading', { now: 0.42, low: 0, high: 1, value: '42 %' }));
  assert.deepEqual(['aria-valuenow', 'aria-valuemin', 'aria-valuemax', 'aria-valuetext'].map((name) => bar.getAttribute(name)), ['0.42', '0', '1', '42 %']);
  const header = of(node(4, 'columnheader', 'age', { sort: 'descending', column: 2 }));
  assert.deepEqual([header.getAttribute('aria-sort'), header.getAttribute('aria-colindex')], ['descending', '2']);
  const cell = of(node(5, 'gridcell', '', { value: '3.5', row: 2, column: 1, selected: true }));
  assert.deepEqual([cell.textContent, cell.getAttribute('aria-label'), cell.getAttribute('aria-selected')], ['3.5', null, 'true']);
  const text = of(node(6, 'none', 'Just words'));
  assert.deepEqual([text.getAttribute('role'), text.textContent], [null, 'Just words']);
});

test('acting on an element acts on its node, from anything inside of it too', () => {
  const { root, mirror, acts } = setUp();
  mirror.update({ nodes: [node(1, 'row', 'r'), node(2, 'button', 'b', { parent: 1 }), node(3, 'slider', 's'), node(4, 'textbox', 't')], order: [1, 2, 3, 4] });
  const [row, slider, text] = root.children as [FakeElement, FakeElement, FakeElement];
  (row.children[0] as FakeElement).fire('click');
  row.fire('click');
  assert.equal(row.fire('contextmenu').prevented, true);
  (row.children[0] as FakeElement).fire('focusin');
  slider.fire('keydown', { key: 'ArrowUp' });
  slider.fire('keydown', { key: 'ArrowLeft' });
  slider.fire('keydown', { key: 'a' });
  text.value = 'typed';
  text.fire('input');
  root.fire('click');
  assert.deepEqual(acts, ['click 2', 'click 1', 'context_menu 1', 'focus 2', 'increment 3', 'decrement 3', 'set_value 4 typed']);
});

test('a text that is being typed is not replaced under the fingers', () => {
  const { root, mirror, document } = setUp();
  mirror.update({ nodes: [node(1, 'searchbox', 'Find', { value: 'a' })], order: [1] });
  const input = root.children[0] as FakeElement;
  document.activeElement = input;
  input.value = 'abc';
  mirror.update({ nodes: [node(1, 'searchbox', 'Find', { value: 'ab' })] });
  assert.equal(input.value, 'abc');
  document.activeElement = null;
  mirror.update({ nodes: [node(1, 'searchbox', 'Find', { value: 'ab' })] });
  assert.equal(input.value, 'ab');
});

test('ids unknown, doubled or without a parent do no harm', () => {
  const { root, mirror } = setUp();
  mirror.update({ nodes: [node(1, 'button', 'a'), node(1, 'button', 'b')], order: [1, 1, 99] });
  assert.equal(root.shape(), 'div(button:b)');
  mirror.update({ nodes: [node(2, 'button', 'orphan', { parent: 77 })], order: [1, 2] });
  assert.equal(root.shape(), 'div(button:b button:orphan)');
});
