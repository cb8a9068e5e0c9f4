package db

import (
	"errors"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// SQLite looks at the values of a statement's parameters when it plans, to see
// whether one of them is 0 or 1 or satisfies a partial index, and from then on
// plans the statement again each time it is given other values: a fifth of the
// statements of a life were prepared twice. Its "query planner stability
// guarantee" switches that off, and besides keeps the golden plans those that
// run. It can only be set through the library's own handle of a connection,
// which SQLite hands to what is to be done with each new one.
var steadyPlans = sync.OnceValue(func() error {
	tls := libc.NewTLS()
	defer tls.Close()
	set := setSteady
	if lib.Xsqlite3_auto_extension(tls, *(*uintptr)(unsafe.Pointer(&set))) != lib.SQLITE_OK {
		return errors.New("SQLite does not let connections be prepared")
	}
	return nil
})

// setSteady is called by SQLite for each new connection.
func setSteady(tls *libc.TLS, conn, _, _ uintptr) int32 {
	const on, unasked = int32(1), uintptr(0)
	args := libc.NewVaList(on, unasked)
	defer libc.Xfree(tls, args)
	return lib.Xsqlite3_db_config(tls, conn, lib.SQLITE_DBCONFIG_ENABLE_QPSG, args)
}
