// Boot: feature check, choice of the build, loading with a true percentage, then the app.
import { missingFeatures } from './boot/features.ts';
import { choose, isolationNow, isolationWorked, registerServiceWorker, reloadIsolated } from './boot/isolation.ts';
import { buildOfPage, startModule } from './boot/load.ts';
import { hideSplash, showFailure, showMissing, showProgress } from './boot/splash.ts';
import { Core } from './bridge/core.ts';
import type { HostReady, SampleInfo } from './generated/messages.ts';
import { Page } from './host/page.ts';
import { fetchSamples } from './host/samples.ts';
import { storedSettings } from './host/settings.ts';

const query = new URLSearchParams(location.search);

function stopped(error: unknown): void {
  console.error(error);
  showFailure('Assay stopped', 'Something inside of the app broke. Your files are untouched; what was open has to be opened again.', error);
}

function hostReady(threads: boolean, samples: SampleInfo[]): HostReady {
  return {
    type: 'host_ready',
    isolated: threads,
    threads: threads ? Math.max(2, Math.min(16, navigator.hardwareConcurrency || 4)) : 1,
    dark: matchMedia('(prefers-color-scheme: dark)').matches,
    mac: /Mac|iPhone|iPad/.test(navigator.platform),
    touch: matchMedia('(pointer: coarse)').matches,
    reduced_motion: matchMedia('(prefers-reduced-motion: reduce)').matches,
    language: navigator.language,
    location: location.hash,
    demo: query.get('demo') ?? '',
    stored: storedSettings(),
    samples,
  };
}

/** A thread of the core that broke tells the window; the page itself would go on waiting for it. */
function watchThreads(): void {
  window.addEventListener('error', (event) => {
    if (event.error instanceof WebAssembly.RuntimeError || /RuntimeError|Aborted|unreachable|pthread/.test(event.message)) stopped(event.error ?? event.message);
  });
}

async function boot(): Promise<void> {
  const missing = missingFeatures();
  if (missing.length > 0) return showMissing(missing);
  const choice = choose(isolationNow(query));
  if (choice === 'reload') {
    showProgress('Preparing', null);
    if (await reloadIsolated()) return;
  }
  const threads = choice === 'threads';
  if (threads) isolationWorked();

  const build = buildOfPage();
  const samplesBase = new URL('samples/', document.baseURI);
  const samples = fetchSamples(samplesBase);
  const canvas = document.getElementById('canvas') as HTMLCanvasElement;
  showProgress('Loading', 0);
  const files = threads ? build.threads : build.nothreads;
  const { module, memory } = await startModule(files, canvas, (fraction) => showProgress('Loading', fraction), stopped);
  showProgress('Starting', 1);

  watchThreads();
  const core = new Core(module, memory);
  core.checkVersion();
  if (!core.create()) {
    let reason = '';
    core.drain((message) => {
      if (message.type === 'log') reason += `${message.text}\n`;
    });
    throw new Error(reason || 'the core did not start');
  }
  const page = new Page({ core, shared: threads, ortBase: new URL(build.ort, document.baseURI), samplesBase, failed: stopped });
  page.send(hostReady(threads, await samples));
  page.start();
  hideSplash();
  document.documentElement.dataset['state'] = 'ready';
  document.documentElement.dataset['build'] = threads ? 'threads' : 'nothreads';
  // For the next visit, and for offline.
  if (isSecureContext && 'serviceWorker' in navigator && !navigator.serviceWorker.controller) {
    void registerServiceWorker().catch((error: unknown) => console.warn('offline use is not possible:', error));
  }
}

boot().catch((error: unknown) => {
  console.error(error);
  showFailure('Assay could not start', navigator.onLine ? 'Reload the page. If that does not help, use another browser.' : 'You are offline, and not everything was kept from an earlier visit. Go online, then reload.', error);
});
