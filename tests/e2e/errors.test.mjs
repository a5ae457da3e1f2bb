// Whatever is dropped: a message of its own that says what and what next, and the session goes on.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { App, launch, root } from './harness.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const models = path.join(root, 'build/test-models');
const model = (name) => fs.readFileSync(path.join(models, name));

test('broken files: each has its message, the table stays', async () => {
  const app = await App.open(browser);
  await app.drop('people.csv', 'name,age\nAnn,31\nBob,27\n', 'text/csv');
  await app.wait('columnheader', /age/);
  const cases = [
    ['picture.csv', png, /PNG/],
    ['nothing.csv', Buffer.alloc(0), /empty/i],
    ['pointer.onnx', Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'), /LFS/],
    ['truncated.onnx', model('truncated.onnx'), /cut short|damaged/i],
    ['claim_2gb.onnx', model('claim_2gb.onnx'), /GB|bytes/i],
  ];
  for (const [name, bytes, said] of cases) {
    await app.drop(name, bytes);
    const alert = await app.wait('alert', said);
    assert.ok((await alert.textContent() || await alert.getAttribute('aria-label')).length > 30, `${name} is explained`);
    await app.page.getByRole('button', { name: /^Dismiss/, includeHidden: true }).first().dispatchEvent('click');
    await app.gone('alert', said);
    await app.wait('columnheader', /age/);
  }
  await app.close();
});

test('a file of one column works', async () => {
  const app = await App.open(browser);
  await app.drop('one.csv', 'height\n1.5\n1.75\n\n1.8\n', 'text/csv');
  await app.wait('columnheader', /height/);
  await app.said(/4 rows/);
  await app.close();
});

test('an endless Loop is stopped, and the next model runs', async () => {
  const app = await App.open(browser);
  await app.drop('pairs.csv', 'first,second\n1,2\n3,4\n', 'text/csv');
  await app.wait('columnheader', /second/);
  await app.drop('endless_loop.onnx', model('endless_loop.onnx'));
  await app.wait('button', 'Run model', 30_000);
  await app.click('button', 'Run model');
  await app.wait('alert', /endless_loop\.onnx|did not answer|stopped/i);
  await app.drop('people.csv', fs.readFileSync(path.join(root, 'dist/samples/penguins.csv')), 'text/csv');
  await app.said(/344 rows|people\.csv/);
  await app.drop('penguins_mlp.onnx', fs.readFileSync(path.join(root, 'dist/samples/penguins_mlp.onnx')));
  await app.wait('button', 'Close model penguins_mlp.onnx');
  await app.click('button', 'Run model');
  await app.wait('button', 'Export predictions as CSV', 90_000);
  await app.close();
});

test('a load is cancelled and nothing is lost', async () => {
  const app = await App.open(browser);
  await app.drop('people.csv', 'name,age\nAnn,31\n', 'text/csv');
  await app.wait('columnheader', /age/);
  // Made inside the page, so that no file of this size crosses the test's connection.
  await app.page.evaluate(() => {
    const lines = new Array(200_000).fill('1,2.5,some text in a row,2020-01-01,another text,3,4,5,6,7').join('\n') + '\n';
    const transfer = new DataTransfer();
    transfer.items.add(new File(['a,b,c,d,e,f,g,h,i,j\n', ...new Array(15).fill(lines)], 'big.csv', { type: 'text/csv' }));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true, clientX: 9, clientY: 9 }));
  });
  const cancel = app.page.getByRole('button', { name: /^Cancel (Open|opening) big\.csv/, includeHidden: true }).first();
  await cancel.waitFor({ state: 'attached' });
  await cancel.dispatchEvent('click');
  await cancel.waitFor({ state: 'detached' });
  await app.said(/Cancelled/);
  await app.wait('columnheader', /age/);
  await app.close();
});
