import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import compat from 'eslint-plugin-compat'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

/** Text reaches the map and the charts only through `ui/safe-html.ts`; anything else could run a script. */
const noHtmlStrings = [
  {
    selector:
      'CallExpression[callee.property.name=/^(bindPopup|bindTooltip|setPopupContent|setTooltipContent)$/]',
    message: 'Leaflet renders HTML here. Use ui/safe-html.ts.',
  },
  {
    selector: 'AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]',
    message: 'Use textContent.',
  },
  { selector: "CallExpression[callee.property.name='insertAdjacentHTML']", message: 'Use textContent.' },
]

/** Business time comes from the injected clock, so that a test can move it. */
const noAmbientTime = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Use the Clock.',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Use the Clock.' },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Pass ids or a seed.',
  },
]

/** As in client/oldest-browser.ts; `npm run check:browsers` reads the built files as well. */
const oldestBrowser = 'chrome 109'

export default tseslint.config(
  { ignores: ['**/dist/**', 'node_modules/**', 'data/**', 'shots/**', 'coverage/**'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...vue.configs['flat/recommended'],
  {
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', '.dependency-cruiser.cjs'] },
        extraFileExtensions: ['.vue'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] },
    },
    rules: {
      // vue-tsc knows what exists; the base rule does not know the browser.
      'no-undef': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
    },
  },
  {
    files: ['client/src/**/*.{ts,vue}'],
    rules: { 'no-restricted-syntax': ['error', ...noHtmlStrings] },
  },
  {
    files: ['client/src/**/*.{ts,vue}'],
    ignores: ['**/*.test.ts'],
    ...compat.configs['flat/recommended'],
    settings: { browsers: [oldestBrowser] },
  },
  {
    files: ['client/src/ui/safe-html.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['shared/src/**/*.ts', 'server/src/kernel/**/*.ts', 'server/src/features/**/*.ts'],
    ignores: ['**/*.test.ts', 'shared/src/ids.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noAmbientTime] },
  },
  { files: ['*.js', '*.cjs', '.*.cjs'], ...tseslint.configs.disableTypeChecked },
  {
    // Read by browsers of any age, as it is.
    files: ['client/public/*.js'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      ...tseslint.configs.disableTypeChecked.languageOptions,
      ecmaVersion: 5,
      sourceType: 'script',
      globals: Object.fromEntries(
        ['document', 'location', 'indexedDB', 'CSS', 'AbortSignal', 'structuredClone', 'Promise'].map(
          name => [name, 'readonly'],
        ),
      ),
    },
    rules: { ...tseslint.configs.disableTypeChecked.rules, 'no-var': 'off' },
  },
  {
    files: ['.dependency-cruiser.cjs'],
    languageOptions: { globals: { module: 'writable' } },
  },
  {
    files: ['tests/**/*.ts', '**/*.test.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', 'no-console': 'off' },
  },
  prettier,
)
