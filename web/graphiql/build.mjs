// Bundles the explorer into dist/: no CDN, no worker, no inline script, so that the server may forbid all three.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';
import { buildSchema, parse, validate } from 'graphql';

const root = import.meta.dirname;
const dist = path.join(root, 'dist');

checkExamples(path.join(root, '../../schema.graphql'), path.join(root, 'src/examples'));
await rm(dist, { recursive: true, force: true });
await mkdir(dist);
const { metafile } = await esbuild.build({
  absWorkingDir: root,
  entryPoints: { graphiql: 'src/main.tsx' },
  outdir: dist,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.graphql': 'text' },
  plugins: [{ name: 'system-fonts', setup: dropEmbeddedFonts }],
});
await cp(path.join(root, 'public'), dist, { recursive: true });
await writeFile(path.join(dist, 'third-party-licences.txt'), await licences(metafile));

/** Fails the build when an example no longer fits the committed schema. */
function checkExamples(schemaFile, folder) {
  if (!existsSync(schemaFile)) return;
  const schema = buildSchema(readFileSync(schemaFile, 'utf8'));
  const faults = readdirSync(folder).flatMap((name) =>
    validate(schema, parse(readFileSync(path.join(folder, name), 'utf8'))).map((fault) => `${name}: ${fault.message}`),
  );
  if (faults.length > 0) throw new Error(`examples that do not fit schema.graphql:\n${faults.join('\n')}`);
}

/** GraphiQL's style sheet carries 370 kB of web fonts as data URLs; the reader's own system fonts serve as well. */
function dropEmbeddedFonts(build) {
  build.onLoad({ filter: /graphiql[\\/]dist[\\/]style\.css$/ }, async ({ path: file }) => ({
    contents: (await readFile(file, 'utf8')).replaceAll(/@font-face\s*\{[^}]*\}/g, ''),
    loader: 'css',
  }));
}

/** The name, version and full licence of each package whose code is in the bundle. */
async function licences(metafile) {
  const folders = new Set(
    Object.values(metafile.outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([input]) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0])
      .filter(Boolean),
  );
  const entries = [...folders].sort().map((folder) => {
    const { name, version, license, author } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(path.join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const holder = typeof author === 'string' ? author : author?.name;
    const text = file
      ? readFileSync(path.join(root, folder, file), 'utf8').trim()
      : `Licence ${license}${holder ? `, © ${holder}` : ''} (the package ships no licence file).`;
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `Third-party packages bundled in this folder\n\n${entries.join(`\n${'-'.repeat(78)}\n\n`)}`;
}
