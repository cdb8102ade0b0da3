// The site of the pages: the Markdown of the repository as it stands, with search and the Javadoc. `mvn -Pdocs` builds it.
import { defineConfig } from 'vitepress'

const pages = (...names) => names.map(([text, link]) => ({ text, link }))

export default defineConfig({
  title: 'Dust for Java',
  description: 'A reactive global map for the JVM',
  srcDir: '..',
  srcExclude: ['**/target/**', '**/node_modules/**', '**/src/**', '.docs/**', '.git/**'],
  outDir: '../target/docs',
  cacheDir: '../target/docs-cache',
  rewrites: { 'README.md': 'index.md', ':folder/README.md': ':folder/index.md' },
  cleanUrls: false,
  // Links to files that are no pages lead to the repository, and DocumentationTest follows them there.
  ignoreDeadLinks: [/\/javadoc\//, /LICENSE/, /\/src\/main\//, /^http:\/\/localhost/],
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    nav: pages(['Pages', '/docs/'], ['Changelog', '/CHANGELOG']).concat([{ text: 'Javadoc', link: '/javadoc/index.html', target: '_self' }]),
    sidebar: [
      { text: 'Learning it', items: pages(['Getting started', '/docs/getting-started'], ['A tour with the command', '/docs/tour'],
        ['Concepts', '/docs/concepts'], ['Coming from', '/docs/coming-from']) },
      { text: 'Using it', items: pages(['Making a client', '/docs/making-a-client'], ['Reading and writing', '/docs/reading-and-writing'],
        ['Hearing changes', '/docs/hearing'], ['Leases', '/docs/leases'], ['Files', '/docs/files'], ['Testing', '/docs/testing'],
        ['Errors', '/docs/errors'], ['Configuration', '/docs/configuration']) },
      { text: 'Running it', items: pages(['In operation', '/docs/operations'], ['The public server', '/docs/public-server'],
        ['Compatibility', '/docs/compatibility'], ['Performance', '/docs/performance']) },
      { text: 'Inside', items: pages(['Protocol', '/docs/protocol'], ['Architecture', '/docs/architecture'],
        ['Concurrency', '/docs/concurrency'], ['Decisions', '/docs/decisions'], ['Glossary', '/docs/glossary'],
        ['Testkit', '/dust-testkit/'], ['Contributing', '/CONTRIBUTING']) }
    ]
  }
})
