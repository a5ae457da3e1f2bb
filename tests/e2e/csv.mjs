// Just enough CSV for the tests' own files: quoted fields, no newlines inside.
export function parseCsv(text) {
  const rows = text.trimEnd().split('\n').map((line) => {
    const fields = [];
    for (const match of line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)) {
      if (match.index === line.length && fields.length) break;
      fields.push(match[1].startsWith('"') ? match[1].slice(1, -1).replaceAll('""', '"') : match[1]);
    }
    return fields;
  });
  const [header, ...body] = rows;
  return { header, rows: body, column: (name) => body.map((row) => row[header.indexOf(name)]) };
}
