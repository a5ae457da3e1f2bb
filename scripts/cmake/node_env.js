// Tests under Node see the environment's ASSAY_* variables through getenv, as natively.
Module['preRun'] = [].concat(Module['preRun'] || []).concat(function () {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('ASSAY_')) ENV[name] = process.env[name];
  }
});
