/**
 * The walls (who may import whom) and what Espruino gets wrong, as lint rules; the rest is the
 * recommended set. Layout is Prettier's.
 */
import tseslint from 'typescript-eslint';

const only = (regex, message) => ['error', { patterns: [{ regex, message }] }];

/** What parses and then behaves otherwise than in Node. */
const ESPRUINO = [
  { selector: 'ClassDeclaration, ClassExpression', message: 'a record and functions' },
  {
    selector: 'ArrayExpression > SpreadElement, CallExpression > SpreadElement',
    message: 'the helper for spread throws on Espruino',
  },
  { selector: 'ForOfStatement', message: 'ES5 has none: index loop' },
  { selector: 'Literal[regex]', message: 'RegExp lacks ? (?:) {n} on Espruino: cut by index' },
  {
    selector: 'CallExpression[callee.name=/^(Number|parseFloat)$/], UnaryExpression[operator="+"]',
    message: 'reads zero-padded numbers as octal on Espruino: parseInt(text, 10)',
  },
  { selector: 'LabeledStatement', message: 'labels are a syntax error on Espruino' },
  {
    selector:
      'MemberExpression[property.name=/^(freeze|toPrecision|localeCompare|lastIndexOf|reduceRight|flat|trimStart|trimEnd)$/]',
    message: 'not there on Espruino',
  },
  {
    selector: 'CallExpression[callee.property.name="slice"][callee.object.name=/[bB]ytes$/]',
    message: 'typed arrays give a plain array on Espruino: subarray',
  },
  {
    selector: 'AssignmentExpression[left.property.name="length"]',
    message: 'the length of an array cannot be set on Espruino',
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(indexOf|includes|replace)$/][arguments.0.value=/^[^][^]/]',
    message: 'takes what the end of the text cuts off for a match on Espruino: findText',
  },
  { selector: 'SwitchStatement', message: 'slow on Espruino: a table of functions' },
  { selector: 'TSEnumDeclaration, TSModuleDeclaration', message: 'plain, erasable TypeScript' },
];

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-expressions': ['error', { allowTernary: true }],
      eqeqeq: 'error',
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'no-console': 'error',
    },
  },
  {
    files: ['firmware/**/*.ts'],
    // The page runs in a browser.
    ignores: ['**/*.d.ts', 'firmware/page/**'],
    rules: {
      radix: 'error',
      '@typescript-eslint/no-use-before-define': ['error', { functions: true }],
      '@typescript-eslint/no-empty-function': 'error',
      'no-restricted-syntax': ['error', ...ESPRUINO],
      'prefer-const': ['error', { destructuring: 'all' }],
    },
  },
  {
    files: ['firmware/core/**/*.ts'],
    rules: {
      'no-restricted-imports': only('^[^.]|/(espruino|host-sim|bundle)/', 'core imports only core'),
    },
  },
  {
    // Espruino's own modules: there is no other way to reach them.
    files: ['firmware/espruino/**/*.ts', 'firmware/main.ts', 'firmware/loader.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['firmware/espruino/**/*.ts'],
    rules: {
      'no-restricted-imports': only('^[^.]|/host-sim/|main', 'adapters know ports and Espruino'),
    },
  },
  {
    files: ['host-sim/**/*.ts'],
    rules: {
      'no-restricted-imports': only(
        'firmware/(espruino|main|bundle)',
        'host-sim reaches core only',
      ),
    },
  },
  {
    // Tables that are functions, so that they can be forgotten; and a loop that is written out.
    files: [
      'firmware/core/telegram/obis.ts',
      'firmware/core/cipher/ghash.ts',
      'firmware/core/device/portal.ts',
    ],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', 'no-console': 'off' },
  },
);
