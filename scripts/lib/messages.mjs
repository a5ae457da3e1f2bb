// web/src/generated/messages.ts from the message schema, for builds that do not go through CMake.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export function generateMessages() {
  const schema = path.join(ROOT, 'src/bridge/messages.json');
  const script = path.join(ROOT, 'scripts/gen_messages.py');
  if (!existsSync(schema) || !existsSync(script)) return;
  const out = [path.join(ROOT, 'build/generated/bridge/messages.gen.hpp'), path.join(ROOT, 'web/src/generated/messages.ts')];
  const done = spawnSync('python3', ['-B', script, schema, ...out], { cwd: ROOT, stdio: 'inherit' });
  if (done.status !== 0) process.exit(1);
}
