// The site of the pages: the Markdown of the repository as it stands, with search and the Javadoc. `mvn -Pdocs` builds it.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const vue = file => fileURLToPath(new URL('../node_modules/vue/' + file, import.meta.url))
const pages = (...names) => names.map(([text, link]) => ({ text, link }))

export default defineConfig({
  title: 'Dust for Java',
  description: 'A reactive global map for the JVM',
  srcDir: '..',
  srcExclude: ['**/target/**', '**/node_modules/**', '**/src/**', '.docs/**', '.git/**'],
  outDir: '../target/docs',
  cacheDir: '../target/docs-cache',
  rewrites: { 'README.md': 'index.md', ':folder/README.md': ':folder/index.md' },
  // What is not there before the whole site is: check-links.mjs follows every link then.
  ignoreDeadLinks: [/\/javadoc\//, /LICENSE/, /^http:\/\/localhost/],
  // The pages stand beside node_modules, and not above it, where their code would be looked for.
  vite: {
    resolve: {
      alias: [
        { find: 'vue/server-renderer', replacement: vue('server-renderer/index.mjs') },
        { find: /^vue$/, replacement: vue('dist/vue.runtime.esm-bundler.js') }
      ]
    }
  },
  markdown: {
    config(md) {
      const open = md.renderer.rules.link_open
      md.renderer.rules.link_open = (tokens, index, options, env, self) => {
        const token = tokens[index]
        const href = token.attrGet('href')
        token.attrSet('href', href.replace(/README\.md/, 'index.md'))
        if (href.includes('/src/main/')) { // no page: in the repository alone
          token.attrs = token.attrs.filter(([name]) => name !== 'href')
          return self.renderToken(tokens, index, options)
        }
        return open ? open(tokens, index, options, env, self) : self.renderToken(tokens, index, options)
      }
    }
  },
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    nav: pages(['Pages', '/docs/'], ['Changelog', '/CHANGELOG']).concat([{ text: 'Javadoc', link: '/javadoc/index.html', target: '_self' }]),
    sidebar: [
      { text: 'Learning it', items: pages(['Getting started', '/docs/getting-started'], ['A tour with the command', '/docs/tour'],
        ['Concepts', '/docs/concepts'], ['Coming from', '/docs/coming-from']) },
      { text: 'Using it', items: pages(['Making a client', '/docs/making-a-client'], ['Reading and writing', '/docs/reading-and-writing'],
        ['Hearing changes', '/docs/hearing'], ['Leases', '/docs/leases'], ['Files', '/docs/files'], ['Testing', '/docs/testing'],
        ['Errors', '/docs/errors'], ['Configuration', '/docs/configuration'], ['Command line', '/docs/command-line']) },
      { text: 'Running it', items: pages(['Choosing', '/docs/choosing'], ['Running servers', '/docs/server'], ['In operation', '/docs/operations'], ['The public server', '/docs/public-server'],
        ['Compatibility', '/docs/compatibility'], ['Performance', '/docs/performance']) },
      { text: 'Inside', items: pages(['Protocol', '/docs/protocol'], ['Architecture', '/docs/architecture'],
        ['Concurrency', '/docs/concurrency'], ['Decisions', '/docs/decisions'], ['Glossary', '/docs/glossary'],
        ['Testkit', '/dust-testkit/'], ['Contributing', '/CONTRIBUTING']) }
    ]
  }
})
