// Size and sharpness of the canvas.
import type { ToCore } from '../generated/messages.ts';

function insets(): [number, number, number, number] {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): number => Number.parseFloat(style.getPropertyValue(name)) || 0;
  return [of('--inset-top'), of('--inset-right'), of('--inset-bottom'), of('--inset-left')];
}

/** The part of the window that an on-screen keyboard covers. */
function covered(): number {
  const view = window.visualViewport;
  return view ? Math.max(0, window.innerHeight - view.height - view.offsetTop) : 0;
}

export function watchViewport(canvas: HTMLCanvasElement, send: (message: ToCore) => void): void {
  const tell = (): void => {
    const [top, right, bottom, left] = insets();
    send({
      type: 'viewport',
      width: canvas.clientWidth,
      height: canvas.clientHeight,
      scale: window.devicePixelRatio || 1,
      inset_top: top,
      inset_right: right,
      inset_bottom: Math.max(bottom, covered()),
      inset_left: left,
    });
  };
  // SDL listens to the window's resize alone; the canvas may change without one.
  new ResizeObserver(() => window.dispatchEvent(new Event('resize'))).observe(canvas);
  const watchScale = (): void => {
    matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`).addEventListener('change', () => {
      window.dispatchEvent(new Event('resize'));
      watchScale();
    }, { once: true });
  };
  watchScale();
  window.addEventListener('resize', tell);
  window.visualViewport?.addEventListener('resize', tell);
  tell();
}
