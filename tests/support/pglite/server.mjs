// A PostgreSQL with the real pgvector, in memory, on a free port of the loopback address. Says where it listens, and
// ends with SIGTERM.
//
//   npm install --no-package-lock && node server.mjs
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

const db = await PGlite.create({ extensions: { vector } })
const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 8 })
await server.start()
const port = server.getServerConn().split(':').pop()
console.log(`listening on postgres://postgres@127.0.0.1:${port}/postgres?sslmode=disable`)

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, async () => {
    await server.stop()
    await db.close()
    process.exit(0)
  })
}
