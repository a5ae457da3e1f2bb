#!/usr/bin/env node
// Checks the types of web/ and runs web/test/*.test.ts (node:test), each bundled by esbuild, with Node's own runner.
//
//   node scripts/test_host.mjs [PART-OF-NAME…]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { generateMessages } from './lib/messages.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUT = path.join(ROOT, 'build/web-test');

function run(command, args) {
  const done = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

const wanted = process.argv.slice(2);
const folder = path.join(ROOT, 'web/test');
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.test.ts')) : [];
const chosen = names.filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
generateMessages();
if (existsSync(path.join(ROOT, 'web/tsconfig.json'))) run('node_modules/.bin/tsc', ['--noEmit', '-p', 'web']);
if (chosen.length === 0) {
  console.log('no TypeScript tests');
  process.exit(wanted.length === 0 ? 0 : 1);
}
rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
await build({
  entryPoints: chosen.map((name) => path.join(folder, name)),
  outdir: OUT,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
});
run('node', ['--enable-source-maps', '--test', '--test-reporter=spec', ...chosen.map((name) => path.join(OUT, name.replace(/\.ts$/, '.mjs')))]);
