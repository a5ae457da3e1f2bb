// samples/samples.json, as scripts/samples/make_samples.py writes it, in the core's words.
import type { SampleInfo } from '../generated/messages.ts';

interface ListedSample {
  id: string;
  title: string;
  description: string;
  rows: number;
  columns: number;
  csv: string | null;
  generated: { rows: number } | null;
  target: string | null;
  source: string | null;
  licence: string | null;
  models: { file: string }[];
}

export function samplesOf(index: { samples: ListedSample[] }): SampleInfo[] {
  return index.samples.map((sample) => ({
    id: sample.id,
    title: sample.title,
    description: sample.description,
    file: sample.csv ?? '',
    rows: sample.generated?.rows ?? sample.rows,
    columns: sample.columns,
    models: (sample.models ?? []).map((model) => model.file),
    target: sample.target ?? '',
    source: [sample.source, sample.licence].filter((part) => part).join('; '),
  }));
}

/** No samples where the list cannot be had: the app works without. */
export async function fetchSamples(base: URL): Promise<SampleInfo[]> {
  try {
    const response = await fetch(new URL('samples.json', base));
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return samplesOf(await response.json());
  } catch (error) {
    console.warn('samples:', error);
    return [];
  }
}
