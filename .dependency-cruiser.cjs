/** The picture in docs/architecture.md as rules: arrows only point down. */

/** One total order of features; a feature imports only lower ones. Changing it needs a decision record. */
const rank = [
  'organisations',
  'people',
  'matters',
  'clocks',
  'cameras',
  'positions',
  'incidents',
  'tasks',
  'cases',
  'supervision',
  'evaluation',
  'notifications',
  'integrations',
  'audit',
  'replay',
]

const higherThan = feature => rank.slice(rank.indexOf(feature) + 1).join('|')

const featureRank = side =>
  rank.slice(0, -1).map(feature => ({
    name: `${side}-rank-${feature}`,
    comment: `${feature} must not know a higher feature; let the higher one react to its changes`,
    severity: 'error',
    from: { path: `^${side}/src/features/${feature}/` },
    to: { path: `^${side}/src/features/(${higherThan(feature)})/` },
  }))

const layer = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } })

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^node$' },
    },
    layer('nothing-imports-tests', '^(client|server|shared)/', '^tests/'),
    layer('shared-stands-alone', '^shared/src', '^(client|server|tests)/'),
    layer('client-not-server', '^client/src', '^server/src'),
    layer('server-not-client', '^server/src', '^client/src'),
    layer('server-platform-is-bottom', '^server/src/platform', '^server/src/(kernel|features|demo|app|main)'),
    layer('server-kernel-below-features', '^server/src/kernel', '^server/src/(features|demo|app|main)'),
    layer('server-features-below-app', '^server/src/features', '^server/src/(demo|app|main|replay)'),
    layer(
      'server-gateway-stands-alone',
      '^server/src/gateway',
      '^server/src/(kernel|features|demo|routes|app|main)',
    ),
    layer(
      'client-platform-is-bottom',
      '^client/src/platform',
      '^client/src/(kernel|ui|features|screens|main|App)',
    ),
    layer('client-kernel-below-features', '^client/src/kernel', '^client/src/(ui|features|screens|main|App)'),
    layer('client-ui-has-no-domain', '^client/src/ui', '^client/src/(kernel|features|screens|main|App)'),
    layer('client-features-below-screens', '^client/src/features', '^client/src/(screens|main|App)'),
    {
      name: 'server-feature-front-door',
      comment: 'Another feature is reached through its index.ts (or, from a rules file, its rules.ts)',
      severity: 'error',
      from: { path: '^server/src/features/([^/]+)/' },
      to: {
        path: '^server/src/features/[^/]+/',
        pathNot: ['^server/src/features/$1/', '/index\\.ts$', '/rules\\.ts$'],
      },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '^server/src/features/[^/]+/rules\\.ts$' },
      to: {
        path: '^(server/src/(platform|kernel)|node_modules/(pg|fastify|socket))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'client-feature-front-door',
      comment: 'Another feature is reached through its store.ts, its view.ts or a component',
      severity: 'error',
      from: { path: '^client/src/features/([^/]+)/' },
      to: {
        path: '^client/src/features/[^/]+/',
        pathNot: ['^client/src/features/$1/', '/(store|view)\\.ts$', '\\.vue$', 'Layer\\.ts$'],
      },
    },
    ...featureRank('server'),
    ...featureRank('client'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    extraExtensionsToScan: ['.vue'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.vue', '.json'],
    },
  },
}
