#!/usr/bin/env node
// Serves dist/ and runs the end-to-end tests on both builds: with threads (isolated by the server's headers) and
// without. `node tests/e2e/run.mjs [threads|nothreads] [file…]` runs a part.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { serve } from '../../scripts/serve.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, '../../dist');
if (!fs.existsSync(path.join(dist, 'index.html'))) {
  console.error('dist/ is not built: run scripts/run --no-serve first.');
  process.exit(1);
}
const words = process.argv.slice(2);
const variants = ['threads', 'nothreads'].filter((one) => !words.some((w) => /threads$/.test(w)) || words.includes(one));
const named = words.filter((word) => word.endsWith('.mjs'));
const files = (named.length ? named : fs.readdirSync(here).filter((name) => name.endsWith('.test.mjs')).sort())
  .map((name) => path.join(here, path.basename(name)));

const server = await serve({ root: dist, port: 0 });
let failed = 0;
for (const variant of variants) {
  console.log(`\nEnd to end, ${variant} build`);
  const env = { ...process.env, ASSAY_E2E_URL: server.address, ASSAY_E2E_VARIANT: variant };
  const child = spawn(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=1', ...files], { stdio: 'inherit', env });
  failed += await new Promise((resolve) => child.on('exit', (code) => resolve(code === 0 ? 0 : 1)));
}
await server.close();
process.exit(failed ? 1 : 0);
