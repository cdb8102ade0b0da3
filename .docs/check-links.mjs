// Follows every link of the site that leads into it, anchors too: check-links.mjs DIRECTORY
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const site = resolve(process.argv[2])
const texts = new Map()

function pages(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? (path === join(site, 'javadoc') ? [] : pages(path)) : path.endsWith('.html') ? [path] : []
  })
}

function text(file) {
  if (!texts.has(file)) texts.set(file, readFileSync(file, 'utf8'))
  return texts.get(file)
}

function target(page, path) {
  const file = path === '' ? page : path.startsWith('/') ? join(site, path) : join(dirname(page), path)
  return existsSync(file) && statSync(file).isDirectory() ? join(file, 'index.html') : file
}

let followed = 0
const lost = []
for (const page of pages(site)) {
  for (const [, link] of text(page).matchAll(/<a [^>]*href="([^"]*)"/g)) {
    if (/^\w+:/.test(link)) continue
    const [path, anchor] = decodeURIComponent(link.replaceAll('&amp;', '&')).split('#')
    const file = target(page, path)
    followed++
    if (!existsSync(file)) lost.push(`${relative(site, page)}: ${link}`)
    else if (anchor && file.endsWith('.html') && !text(file).includes(`id="${anchor}"`)) lost.push(`${relative(site, page)}: ${link}`)
  }
}
console.log(`${followed} links followed`)
if (followed < 1000 || lost.length) {
  console.error(['links that lead nowhere:', ...new Set(lost)].join('\n'))
  process.exit(1)
}
