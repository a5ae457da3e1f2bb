// Run the sample models under ONNX Runtime and compare with scikit-learn's stored answers.
//
//   node scripts/samples/check_models.mjs SAMPLES_DIR [MODEL=PATH ...]
//
// MODEL=PATH runs a rewritten file in place of SAMPLES_DIR/MODEL (for example one without its ZipMap).
// Exits with 1 when any answer differs by more than the golden file's own tolerance.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ort from "onnxruntime-node";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const goldenDir = join(root, "tests", "data", "golden_predictions");
const [samplesDir, ...replacements] = process.argv.slice(2);
if (!samplesDir) throw new Error("usage: check_models.mjs SAMPLES_DIR [MODEL=PATH ...]");
const replaced = Object.fromEntries(replacements.map((text) => text.split("=")));
const index = JSON.parse(readFileSync(join(samplesDir, "samples.json"), "utf8"));
const models = index.samples.flatMap((sample) => sample.models);

function imputed(values, feature, impute) {
  return values.map((value) => value ?? impute[feature]);
}

function toTensor(type, values, dims) {
  if (type === "INT64") return new ort.Tensor("int64", BigInt64Array.from(values.map(BigInt)), dims);
  if (type === "STRING") return new ort.Tensor("string", values.map(String), dims);
  return new ort.Tensor("float32", Float32Array.from(values), dims);
}

function feedsOf(model, golden, impute) {
  const rows = golden.rows.length;
  const columns = Object.entries(golden.inputs).map(([name, values]) => imputed(values, name, impute));
  if (model.inputs.length === 1 && columns.length > 1) {
    const flat = golden.rows.flatMap((_, row) => columns.map((column) => column[row]));
    return { [model.inputs[0].name]: toTensor(model.inputs[0].type, flat, [rows, columns.length]) };
  }
  return Object.fromEntries(model.inputs.map((input) => {
    const values = imputed(golden.inputs[input.name], input.name, impute);
    return [input.name, toTensor(input.type, values, [rows, 1])];
  }));
}

function worst(actual, expected) {
  if (actual.length !== expected.length) throw new Error(`${actual.length} answers, ${expected.length} expected`);
  return expected.reduce((most, value, i) =>
    Math.max(most, Math.abs(actual[i] - value) / Math.max(1, Math.abs(value))), 0);
}

let failures = 0;
for (const file of readdirSync(goldenDir).sort()) {
  const golden = JSON.parse(readFileSync(join(goldenDir, file), "utf8"));
  const name = file.replace(/\.json$/, "");
  const model = models.find((m) => m.file === golden.model);
  const spec = JSON.parse(readFileSync(join(root, "scripts", "samples", "coefficients", file), "utf8"));
  const path = replaced[name] ?? join(samplesDir, golden.model);
  const session = await ort.InferenceSession.create(path);
  const isZipMap = !replaced[name] && model.outputs.includes("output_probability");
  const wanted = model.outputs.filter((output) => !(isZipMap && output === "output_probability"));
  const answers = await session.run(feedsOf(model, golden, spec.impute), wanted);
  const lines = [];
  for (const output of wanted) {
    const tensor = answers[output];
    if (tensor.type === "string") {
      const wrong = golden.labels.filter((label, i) => tensor.data[i] !== label).length;
      lines.push(`${output}: ${wrong} of ${golden.labels.length} labels differ`);
      if (wrong > 0) failures++;
    } else {
      const difference = worst(tensor.data, (golden.probabilities ?? [golden.predictions]).flat());
      lines.push(`${output}: largest difference ${difference.toExponential(1)} (allowed ${golden.tolerance})`);
      if (!(difference <= golden.tolerance)) failures++;
    }
  }
  console.log(`${name}: ${lines.join("; ")}`);
}
process.exit(failures === 0 ? 0 : 1);
