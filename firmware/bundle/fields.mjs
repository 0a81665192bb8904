/**
 * Which names of fields may be shortened: on the device every name takes flash, and a long one more
 * variables. In: the sources of the firmware. Out: terser's option for the names of properties.
 *
 * A name stays when it is the interpreter's or the language's own, when it is a text of the sources
 * too, or a word of a table (fields are also reached by computed names), or when it travels: in JSON,
 * in the head of a request, or from the loader to the application.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const TRAVELLING = `
  host origin expect range
  id setup seed update slot trial boots number cause safe failed
  mode state fault name version ip ssid rssi free uptime_s restart age_s time authenticated
  telegrams lost_frames noise_bytes unread_values repeated_codes mqtt_dropped mqtt_reconnects
  rssi_dbm free_variables uart_overruns wifi_joins latest_time
  ssid gw netmask password`;

const LANGUAGE = [Object, Function, Array, String, Number, Date, Math, JSON, ArrayBuffer]
  .concat([Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float64Array])
  .concat([Object.getPrototypeOf(Uint8Array), RegExp, Error, DataView])
  .flatMap((one) => [one, one.prototype].filter(Boolean))
  .flatMap((one) => Object.getOwnPropertyNames(one));

function wordsOf(text) {
  return text.match(/\w+/g) ?? [];
}

/** Every node of a source for which `pick` has words. */
function gather(source, pick) {
  const words = [];
  const visit = (node) => {
    words.push(...(pick(node) ?? []));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES5, true));
  return words;
}

function isComparison({ operatorToken }) {
  const { EqualsEqualsEqualsToken, ExclamationEqualsEqualsToken } = ts.SyntaxKind;
  return [EqualsEqualsEqualsToken, ExclamationEqualsEqualsToken].includes(operatorToken.kind);
}

/** The name of a module, or of a file in Storage. */
function isFile({ parent }) {
  const called = ts.isCallExpression(parent) && parent.expression;
  return called && (called.getText() === 'require' || called.name?.text === 'read');
}

/** A type is gone in the bundle, and what a value is compared with becomes no name by that. */
function isNoName({ parent }) {
  return ts.isLiteralTypeNode(parent) || (ts.isBinaryExpression(parent) && isComparison(parent));
}

/** Tables whose words name fields, too: settings, and what a line of a telegram may be. */
const NAMING = /core.(config|telegram)./;

/** All texts that are one word, and therefore may be a name, and all words of such tables. */
function textsOf({ file, source }) {
  return gather(source, (node) => {
    // The words of a path name no field.
    if (ts.isNoSubstitutionTemplateLiteral(node))
      return NAMING.test(file) ? wordsOf(node.text.replace(/\/\S*/g, '')) : [];
    const isWord = ts.isStringLiteral(node) && /^\w+$/.test(node.text);
    return isWord && !isFile(node) && !isNoName(node) ? [node.text] : [];
  });
}

/** The names of all fields and functions that are declared. */
function membersOf(source) {
  return gather(source, (node) =>
    ts.isPropertySignature(node) || ts.isMethodSignature(node) ? [node.name.getText()] : [],
  );
}

function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('page'))
    .map((file) => ({ file, source: readFileSync(join(folder, file), 'utf8') }));
}

export function shortFields() {
  const sources = ['firmware', 'test/bench/device'].flatMap(sourcesIn);
  const natives = membersOf(readFileSync('firmware/espruino/espruino.d.ts', 'utf8'));
  const reserved = [
    ...new Set([...LANGUAGE, ...natives, ...wordsOf(TRAVELLING), ...sources.flatMap(textsOf)]),
  ];
  return { builtins: true, keep_quoted: true, reserved };
}
