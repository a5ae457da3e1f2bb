#!/usr/bin/env node
// A small static server for dist/ (and for tests): right media types, cross-origin isolation, precompressed files.
//
//   node scripts/serve.mjs [--root dist] [--port 8080] [--host 127.0.0.1] [--no-isolation] [--no-brotli] [--quiet]
//
// --no-isolation leaves out COOP/COEP, as many static hosts do. A file with a .br beside it is sent compressed to who
// accepts it. Port 0 takes a free one. The address is the first line printed. Also: import { serve } from './serve.mjs'.
import { createReadStream, promises as fs } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.ttf': 'font/ttf',
  '.otf': 'font/otf',
  '.woff2': 'font/woff2',
  '.csv': 'text/csv; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.wgsl': 'text/plain; charset=utf-8',
  '.onnx': 'application/octet-stream',
  '.map': 'application/json; charset=utf-8',
};

/** The Content-Security-Policy that the build wrote for hosts that read dist/_headers. */
async function policyOf(root) {
  const text = await fs.readFile(path.join(root, '_headers'), 'utf8').catch(() => '');
  return /^\s*Content-Security-Policy:\s*(.+)$/m.exec(text)?.[1] ?? null;
}

function headersOf({ isolation, policy }) {
  const headers = { 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' };
  if (policy) headers['Content-Security-Policy'] = policy;
  if (isolation) {
    headers['Cross-Origin-Opener-Policy'] = 'same-origin';
    headers['Cross-Origin-Embedder-Policy'] = 'require-corp';
    headers['Cross-Origin-Resource-Policy'] = 'same-origin';
  }
  return headers;
}

/** The file that a URL names below root, or null when it is outside or missing. */
async function resolveFile(root, url) {
  let name;
  try {
    name = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return null;
  }
  if (name.includes('\0')) return null;
  let file = path.join(root, path.normalize(name));
  if (file !== root && !file.startsWith(root + path.sep)) return null;
  let stat = await fs.stat(file).catch(() => null);
  if (stat?.isDirectory()) {
    file = path.join(file, 'index.html');
    stat = await fs.stat(file).catch(() => null);
  }
  return stat?.isFile() ? { file, stat } : null;
}

async function answer(request, response, options) {
  const headers = headersOf(options);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...headers, Allow: 'GET, HEAD' }).end();
    return;
  }
  const found = await resolveFile(options.root, request.url ?? '/');
  if (!found) {
    response.writeHead(404, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
    return;
  }
  let { file, stat } = found;
  headers['Content-Type'] = TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
  headers['Vary'] = 'Accept-Encoding';
  if (options.brotli && /\bbr\b/.test(request.headers['accept-encoding'] ?? '')) {
    const packed = await fs.stat(file + '.br').catch(() => null);
    if (packed && packed.mtimeMs >= stat.mtimeMs) {
      file += '.br';
      stat = packed;
      headers['Content-Encoding'] = 'br';
    }
  }
  const tag = `"${stat.size.toString(16)}-${Math.round(stat.mtimeMs).toString(16)}${headers['Content-Encoding'] ?? ''}"`;
  headers['ETag'] = tag;
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end();
    return;
  }
  headers['Content-Length'] = stat.size;
  response.writeHead(200, headers);
  if (request.method === 'HEAD') response.end();
  else createReadStream(file).on('error', () => response.destroy()).pipe(response);
}

/** Serves root; resolves to { address, port, close } once it listens. */
export async function serve({ root = 'dist', port = 0, host = '127.0.0.1', isolation = true, brotli = true } = {}) {
  const folder = path.resolve(root);
  const options = { root: folder, isolation, brotli, policy: isolation ? await policyOf(folder) : null };
  const server = http.createServer((request, response) => {
    answer(request, response, options).catch((error) => {
      console.error(`${request.method} ${request.url}: ${error.message}`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const taken = server.address().port;
      const close = () => new Promise((done) => {
        server.closeAllConnections();
        server.close(done);
      });
      resolve({ address: `http://${host}:${taken}/`, port: taken, close });
    });
  });
}

/** Serves on the wanted port or, when that is taken, on the next free one of the twenty after it. */
async function serveFrom(options, wanted) {
  for (let port = wanted; ; port++) {
    try {
      return await serve({ ...options, port });
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || wanted === 0 || port - wanted >= 20) throw error;
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      root: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      'no-isolation': { type: 'boolean', default: false },
      'no-brotli': { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
    },
  });
  const { address } = await serveFrom(
    { root: values.root, host: values.host, isolation: !values['no-isolation'], brotli: !values['no-brotli'] },
    Number(values.port),
  );
  console.log(address);
  if (!values.quiet) console.log('Press Ctrl+C to stop.');
}
