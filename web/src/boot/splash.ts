// The splash, and the page that says what went wrong.
import type { Missing } from './features.ts';

const part = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

export function showProgress(text: string, fraction: number | null): void {
  const progress = part('splash-progress') as HTMLProgressElement;
  const percent = fraction === null ? null : Math.min(100, Math.floor(fraction * 100));
  part('splash-text').textContent = percent === null ? text : `${text} ${percent} %`;
  if (percent === null) progress.removeAttribute('value');
  else progress.value = percent;
}

export function hideSplash(): void {
  part('splash').hidden = true;
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function showProblem(...children: HTMLElement[]): void {
  const problem = part('problem');
  problem.replaceChildren(...children);
  problem.hidden = false;
  hideSplash();
  document.documentElement.dataset['state'] = 'failed';
}

export function showMissing(missing: readonly Missing[]): void {
  const list = document.createElement('ul');
  for (const { what, remedy } of missing) list.append(element('li', `${what} is missing. ${remedy}`));
  showProblem(element('h1', 'This browser cannot run Assay yet'), list);
}

export function showFailure(title: string, advice: string, error: unknown): void {
  const again = element('button', 'Reload') as HTMLButtonElement;
  again.addEventListener('click', () => location.reload());
  const details = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  showProblem(element('h1', title), element('p', advice), element('pre', details), again);
  again.focus();
}
