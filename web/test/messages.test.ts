import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { decodeToHost, encodeToCore, SCHEMA_DIGEST, toCoreProblem, toHostProblem, type ToCore } from '../src/generated/messages.ts';

interface Schema { to_core: Record<string, unknown>; to_host: Record<string, unknown> }
type Example = Record<string, unknown> & { type: string };

const read = (file: string): string => readFileSync(file, 'utf8');
const schema = JSON.parse(read('src/bridge/messages.json')) as Schema;
const examples = JSON.parse(read('tests/data/bridge/messages.json')) as { to_core: Example[]; to_host: Example[] };

test('the generator makes both sides of one schema, and the fixture is up to date', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-messages-'));
  const [hpp, ts] = [path.join(folder, 'messages.gen.hpp'), path.join(folder, 'messages.ts')];
  execFileSync('python3', ['-B', 'scripts/gen_messages.py', 'src/bridge/messages.json', hpp, ts]);
  assert.equal(read('web/src/generated/messages.ts'), read(ts), 'web/src/generated/messages.ts is stale');
  assert.ok(read(hpp).includes(`schema_digest = "${SCHEMA_DIGEST}"`));
  const made = execFileSync('python3', ['-B', 'scripts/gen_messages.py', '--examples', 'src/bridge/messages.json'], { encoding: 'utf8' });
  assert.equal(read('tests/data/bridge/messages.json'), made, 'run scripts/gen_messages.py --examples again');
});

test('the generator refuses a schema that makes no sense', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-messages-'));
  const file = path.join(folder, 'schema.json');
  for (const fields of ['{ "a": "u31" }', '{ "a": "[u32" }', '{ "type": "u32" }']) {
    const text = `{"enums":{},"structs":{},"to_core":{"m":{"doc":"","fields":${fields}}},"to_host":{}}`;
    execFileSync('sh', ['-c', 'cat > "$1"', 'sh', file], { input: text });
    assert.throws(() => execFileSync('python3', ['-B', 'scripts/gen_messages.py', '--examples', file], { stdio: 'pipe' }), fields);
  }
});

test('every message is known, valid as an example, and survives the codec', () => {
  for (const example of examples.to_core) {
    assert.equal(toCoreProblem(example), null);
    assert.deepEqual(JSON.parse(encodeToCore(example as unknown as ToCore)), example);
  }
  for (const example of examples.to_host) assert.deepEqual(decodeToHost(JSON.stringify(example)), example);
  assert.deepEqual(new Set(examples.to_core.map((m) => m.type)), new Set(Object.keys(schema.to_core)));
  assert.deepEqual(new Set(examples.to_host.map((m) => m.type)), new Set(Object.keys(schema.to_host)));
});

test('a field left out, added or of another type is refused, and the problem names it', () => {
  for (const example of examples.to_host) {
    for (const field of Object.keys(example)) {
      if (field === 'type') continue;
      assert.match(toHostProblem({ ...example, [field]: null }) ?? '', new RegExp(field), `${example.type}.${field}`);
    }
    assert.match(toHostProblem({ ...example, surprise: 1 }) ?? '', /surprise/);
  }
});

test('what is no message is refused', () => {
  for (const value of [null, 7, [], {}, { type: 7 }, { type: 'no_such' }, { type: 'toString' }, { type: '__proto__' }, { type: 'theme' }]) {
    assert.notEqual(toCoreProblem(value), null);
    assert.notEqual(toHostProblem(value), null);
  }
  assert.throws(() => decodeToHost('{"type":"file_cancel","id":1.5}'), /id/);
  assert.throws(() => decodeToHost('{"type":"file_cancel","id":4294967296}'), /id/);
  assert.throws(() => decodeToHost('{"type":"file_cancel","id":-1}'), /id/);
  assert.throws(() => encodeToCore({ type: 'file_bytes', id: 0, count: Number.NaN }), /count/);
});
