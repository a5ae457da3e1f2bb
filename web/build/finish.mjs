#!/usr/bin/env node
// The last step of the browser build, when every file is in dist/: puts the wasm builds and ONNX Runtime into folders
// named by their content, tells the page which they are, and the service worker what to keep.
//
//   node web/build/finish.mjs DIST
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const dist = path.resolve(process.argv[2] ?? 'dist');
const inDist = (...parts) => path.join(dist, ...parts);
const slashed = (file) => file.split(path.sep).join('/');

function filesBelow(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : [file];
  }).sort();
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${slashed(path.relative(dist, file))}\n`).update(fs.readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** Moves the files of dist/FOLDER to dist/FOLDER/<hash>/ and returns that address. */
function sealed(folder) {
  const files = filesBelow(inDist(folder));
  if (files.length === 0) throw new Error(`${folder}/ is empty`);
  const name = digest(files);
  fs.mkdirSync(inDist(folder, name));
  for (const file of files) fs.renameSync(file, inDist(folder, name, path.basename(file)));
  return `${folder}/${name}/`;
}

function wasmFiles(folder) {
  const base = sealed(folder);
  return { script: `${base}assay_web.js`, wasm: `${base}assay_web.wasm`, wasmBytes: fs.statSync(inDist(base, 'assay_web.wasm')).size };
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

const build = { version: '', threads: wasmFiles('wasm/threads'), nothreads: wasmFiles('wasm/nothreads'), ort: sealed('ort') };
build.version = digest(filesBelow(dist).filter((file) => !file.endsWith('.br')));

const page = inDist('index.html');
const html = fs.readFileSync(page, 'utf8');
const marked = html.replace(/(<meta name="assay-build" content=")(")/, (_all, before, after) => before + escaped(JSON.stringify(build)) + after);
if (marked === html) throw new Error('index.html has no <meta name="assay-build">');
fs.writeFileSync(page, marked);

// ONNX Runtime is kept when it is first fetched, the build without threads only by who needs it.
const kept = filesBelow(dist).map((file) => slashed(path.relative(dist, file)))
  .filter((file) => !file.endsWith('.br') && file !== 'sw.js' && file !== 'index.html' && file !== '_headers')
  .filter((file) => !file.startsWith('ort/') && !file.startsWith('wasm/nothreads/') && file !== 'LICENSE');
const precache = { version: build.version, files: ['./', ...kept], immutable: ['assets/', 'wasm/', 'ort/'] };
const worker = inDist('sw.js');
fs.writeFileSync(worker, `self.ASSAY_PRECACHE=${JSON.stringify(precache)};\n${fs.readFileSync(worker, 'utf8')}`);

// For hosts that read such a file (Netlify, Cloudflare Pages): no service worker has to add these then.
const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html)?.[1];
if (!policy) throw new Error('index.html has no Content-Security-Policy');
fs.writeFileSync(inDist('_headers'), `/*
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Embedder-Policy: require-corp
  Cross-Origin-Resource-Policy: same-origin
  Content-Security-Policy: ${policy}; frame-ancestors 'self'
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
`);
console.log(`build: version ${build.version}`);
