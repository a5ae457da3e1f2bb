#!/usr/bin/env node
// Builds the browser app into one static folder, dist/: both wasm builds, the TypeScript host, samples, ONNX Runtime.
//
//   node scripts/build_web.mjs [--only-host]
//
// scripts/setup web must have run. What is copied where is listed in scripts/web_files.json. Text and wasm files get a
// brotli twin (.br), kept in the cache by content so that nothing is compressed twice. Prints the size over the wire.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, promises as fs, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { generateMessages } from './lib/messages.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = process.env.ASSAY_CACHE ?? path.join(ROOT, '.cache');
const DIST = path.join(ROOT, 'dist');
const JOBS = process.env.ASSAY_JOBS ?? String(os.cpus().length);
const brotli = promisify(zlib.brotliCompress);
const PACKED = /\.(html|js|mjs|css|json|wasm|svg|wgsl|csv|ttf|otf|txt|onnx|webmanifest)$/;

function run(command, args, quiet = false) {
  const done = spawnSync(command, args, { cwd: ROOT, stdio: quiet ? 'pipe' : 'inherit', encoding: 'utf8' });
  if (done.status !== 0) {
    if (quiet) process.stderr.write((done.stdout ?? '') + (done.stderr ?? ''));
    console.error(`build: ${command} ${args.join(' ')} failed`);
    process.exit(1);
  }
}

function buildWasm(preset) {
  const folder = path.join(ROOT, 'build', preset);
  if (!existsSync(path.join(folder, 'build.ninja'))) run('cmake', ['--preset', preset, '-DASSAY_PCH=ON'], true);
  console.log(`build: wasm (${preset})`);
  run('ninja', ['--quiet', '-C', folder, '-j', JOBS, 'assay_web']);
}

/** Newest change below a folder, to skip generators whose inputs did not change. */
function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(file) : statSync(file).mtimeMs);
  }
  return latest;
}

function buildSamples() {
  const index = path.join(ROOT, 'build/samples/samples.json');
  const sources = Math.max(newest(path.join(ROOT, 'scripts/samples')), statSync(path.join(ROOT, 'package-lock.json')).mtimeMs);
  if (existsSync(index) && statSync(index).mtimeMs > sources) return;
  console.log('build: samples');
  run('python3', ['-B', 'scripts/samples/make_samples.py', 'build/samples'], true);
}

function buildHost() {
  console.log('build: host (TypeScript)');
  generateMessages();
  run('node_modules/.bin/tsc', ['--noEmit', '-p', 'web']);
  run('node_modules/.bin/vite', ['build', 'web', '--outDir', DIST, '--emptyOutDir', '--logLevel', 'warn']);
}

/** Files that a pattern of the table names: one {a,b} group and one * in the last part. */
function expand(pattern) {
  const group = /\{([^}]*)\}/.exec(pattern);
  const names = group ? group[1].split(',').map((part) => pattern.replace(group[0], part)) : [pattern];
  return names.flatMap((name) => {
    if (!name.includes('*')) return existsSync(path.join(ROOT, name)) ? [name] : [];
    const folder = path.dirname(name);
    const [before, after] = path.basename(name).split('*');
    if (!existsSync(path.join(ROOT, folder))) return [];
    return readdirSync(path.join(ROOT, folder), { withFileTypes: true })
      .filter((e) => e.isFile() && e.name.startsWith(before) && e.name.endsWith(after))
      .map((e) => path.join(folder, e.name));
  });
}

async function copyFiles() {
  const table = JSON.parse(await fs.readFile(path.join(ROOT, 'scripts/web_files.json'), 'utf8'));
  for (const { from, to, optional } of table) {
    const files = expand(from);
    if (files.length === 0 && !optional) {
      console.error(`build: ${from} (scripts/web_files.json) names no file`);
      process.exit(1);
    }
    await fs.mkdir(path.join(DIST, to), { recursive: true });
    for (const file of files) await fs.cp(path.join(ROOT, file), path.join(DIST, to, path.basename(file)));
  }
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

async function packOne(file) {
  const bytes = await fs.readFile(file);
  const quality = bytes.length > 4 << 20 ? 9 : 11; // the runtimes: eleven would take a minute each
  const key = createHash('sha256').update(`${quality} `).update(bytes).digest('hex');
  const kept = path.join(CACHE, 'brotli', key);
  if (!existsSync(kept)) {
    const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: quality, [zlib.constants.BROTLI_PARAM_LGWIN]: 22 };
    const packed = await brotli(bytes, { params });
    await fs.writeFile(`${kept}.${process.pid}`, packed);
    await fs.rename(`${kept}.${process.pid}`, kept);
  }
  await fs.copyFile(kept, file + '.br');
  return { name: path.relative(DIST, file), bytes: bytes.length, packed: statSync(kept).size };
}

async function packAll() {
  await fs.mkdir(path.join(CACHE, 'brotli'), { recursive: true });
  const files = filesBelow(DIST).filter((file) => PACKED.test(file) && statSync(file).size > 512);
  return Promise.all(files.map(packOne));
}

function report(rows) {
  const kib = (n) => `${(n / 1024).toFixed(0)} KB`;
  const sum = (test) => rows.filter((r) => test(r.name)).reduce((total, r) => total + r.packed, 0);
  const lazy = (name) => /^(ort|samples|shaders)\//.test(name) || name === 'LICENSE';
  for (const variant of ['threads', 'nothreads']) {
    const other = variant === 'threads' ? 'nothreads' : 'threads';
    console.log(`build: first load, ${variant}: ${kib(sum((n) => !lazy(n) && !n.startsWith(`wasm/${other}/`)))} (brotli)`);
  }
  console.log(`build: on demand: ONNX Runtime ${kib(sum((n) => n.startsWith('ort/')))} in all, ` +
              `samples ${kib(sum((n) => n.startsWith('samples/')))}`);
}

/** Everything that dist/ is made of, by name, size and time: equal means that it need not be made again. */
function fingerprint() {
  const table = path.join(ROOT, 'scripts/web_files.json');
  const files = [
    ...filesBelow(path.join(ROOT, 'web')),
    ...JSON.parse(readFileSync(table, 'utf8')).flatMap(({ from }) => expand(from).map((name) => path.join(ROOT, name))),
    ...['src/bridge/messages.json', 'scripts/gen_messages.py', 'scripts/build_web.mjs', 'package-lock.json']
      .map((name) => path.join(ROOT, name)).filter(existsSync),
    table,
  ];
  const hash = createHash('sha256');
  for (const file of files.filter((name) => !name.includes('/web/src/generated/'))) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

const onlyHost = process.argv.includes('--only-host');
if (!onlyHost) {
  buildWasm('web-release');
  buildWasm('web-nothreads');
  buildSamples();
}
const stamp = path.join(ROOT, 'build/dist.stamp');
const key = fingerprint();
if (existsSync(path.join(DIST, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) {
  console.log('build: dist/ is up to date');
} else {
  rmSync(stamp, { force: true });
  buildHost();
  await copyFiles();
  run('node', ['web/build/finish.mjs', DIST]);
  report(await packAll());
  writeFileSync(stamp, key);
}
