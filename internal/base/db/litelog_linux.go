package db

import (
	"errors"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// SQLite writes each page of a commit to its log in two calls to the system,
// some twenty for a command, and syncs it with fsync, which on ext4 also
// commits the file's times: twice the wait for the same safety. The log of the
// database is therefore opened through a file system of SQLite's own kind that
// hands everything to the usual one, but
//
//   - holds writes back while each goes on where the one before ended, at the
//     longest until a commit's last frame is whole. Nobody else reads frames
//     before that: SQLite tells other connections of a commit when its last
//     write has returned. Whatever else is asked of the file writes out first.
//   - syncs with fdatasync, as SQLite's authors have it on Linux ("always
//     adequate as far as SQLite is concerned", os_unix.c), which this build of
//     the library was not made to use.

// logFiles registers that file system once and is its name.
var logFiles = sync.OnceValues(func() (string, error) {
	tls := libc.NewTLS()
	defer tls.Close()
	usual := lib.Xsqlite3_vfs_find(tls, 0)
	if usual == 0 {
		return "", errors.New("SQLite has no file system")
	}
	files.usual = *at[lib.Tsqlite3_vfs](usual)
	own := files.usual
	own.FpNext = 0
	own.FszOsFile += int32(unsafe.Sizeof(held{}))
	own.FxOpen = call(&openFile)
	name := "hitomado"
	z, err := libc.CString(name)
	if err != nil {
		return "", err
	}
	own.FzName = z
	v := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(own)))
	if v == 0 {
		return "", errors.New("no memory")
	}
	*at[lib.Tsqlite3_vfs](v) = own
	if lib.Xsqlite3_vfs_register(tls, v, 0) != lib.SQLITE_OK {
		return "", errors.New("SQLite does not take a file system")
	}
	return name, nil
})

// files is what the file system hands on to.
var files struct {
	usual   lib.Tsqlite3_vfs
	once    sync.Once
	log     lib.Tsqlite3_io_methods // of the usual file of a log
	logs    uintptr                 // of the usual file of a log, where SQLite has them
	methods uintptr                 // of our file of a log
}

// held lies behind SQLite's own data of a log's file.
type held struct {
	buf    uintptr // nothing until the first write
	from   int64   // where in the file buf belongs
	n      int32   // bytes in buf
	commit int32   // 1: the frame that buf ends in the middle of is a commit's last
}

// holdMost is how many bytes are held back, the most that SQLite's usual file
// writes at once; the commit of a command has 10 to 20 pages of 4096.
const holdMost = 0x1ffff

// at is what lies at an address of SQLite's memory, which is not Go's.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// call is a Go function as SQLite calls it.
func call[F any](f *F) uintptr { return *(*uintptr)(unsafe.Pointer(f)) }

// called is a function of SQLite's as Go calls it.
func called[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }

func heldOf(file uintptr) *held { return at[held](file + uintptr(files.usual.FszOsFile)) }

type (
	openFunc  = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32
	fileFunc  = func(tls *libc.TLS, file uintptr) int32
	bytesFunc = func(tls *libc.TLS, file, p uintptr, n int32, off int64) int32
	sizeFunc  = func(tls *libc.TLS, file uintptr, size int64) int32
	askFunc   = func(tls *libc.TLS, file, size uintptr) int32
	syncFunc  = func(tls *libc.TLS, file uintptr, flags int32) int32
)

var (
	openFile  openFunc  = open
	closeLog  fileFunc  = shut
	readLog   bytesFunc = readBytes
	writeLog  bytesFunc = writeBytes
	shorten   sizeFunc  = truncate
	sizeOfLog askFunc   = fileSize
	syncLog   syncFunc  = syncData
)

func open(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32 {
	rc := called[openFunc](files.usual.FxOpen)(tls, vfs, name, file, flags, out)
	if rc != lib.SQLITE_OK || flags&lib.SQLITE_OPEN_WAL == 0 {
		return rc
	}
	f := at[lib.Tsqlite3_file](file)
	files.once.Do(func() {
		m := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(files.log)))
		if m == 0 {
			return
		}
		files.logs, files.log = f.FpMethods, *at[lib.Tsqlite3_io_methods](f.FpMethods)
		own := files.log
		own.FxClose, own.FxRead, own.FxWrite = call(&closeLog), call(&readLog), call(&writeLog)
		own.FxTruncate, own.FxFileSize, own.FxSync = call(&shorten), call(&sizeOfLog), call(&syncLog)
		*at[lib.Tsqlite3_io_methods](m) = own
		files.methods = m
	})
	if f.FpMethods == files.logs { // one of another kind stays as it is
		*heldOf(file) = held{}
		f.FpMethods = files.methods
	}
	return rc
}

// out writes what is held back. What cannot be written is given up: SQLite then
// undoes the transaction that it belongs to.
func (h *held) out(tls *libc.TLS, file uintptr) int32 {
	if h.n == 0 {
		return lib.SQLITE_OK
	}
	n := h.n
	h.n, h.commit = 0, 0
	return called[bytesFunc](files.log.FxWrite)(tls, file, h.buf, n, h.from)
}

func writeBytes(tls *libc.TLS, file, p uintptr, n int32, off int64) int32 {
	h := heldOf(file)
	if h.n > 0 && (off != h.from+int64(h.n) || h.n+n > holdMost) {
		last := h.commit
		if rc := h.out(tls, file); rc != lib.SQLITE_OK {
			return rc
		}
		h.commit = last
	}
	if h.buf == 0 {
		h.buf = libc.Xmalloc(tls, holdMost)
	}
	if h.buf == 0 || n > holdMost {
		h.commit = 0
		return called[bytesFunc](files.log.FxWrite)(tls, file, p, n, off)
	}
	if h.n == 0 {
		h.from = off
	}
	copy(unsafe.Slice(at[byte](h.buf+uintptr(h.n)), n), unsafe.Slice(at[byte](p), n))
	h.n += n
	if n == lib.WAL_FRAME_HDRSIZE {
		h.commit = 0
		if *at[int32](p + 4) != 0 { // the size of the database, in a commit's last frame only
			h.commit = 1
		}
		return lib.SQLITE_OK
	}
	if h.commit == 1 {
		return h.out(tls, file)
	}
	return lib.SQLITE_OK
}

func readBytes(tls *libc.TLS, file, p uintptr, n int32, off int64) int32 {
	if rc := heldOf(file).out(tls, file); rc != lib.SQLITE_OK {
		return rc
	}
	return called[bytesFunc](files.log.FxRead)(tls, file, p, n, off)
}

func truncate(tls *libc.TLS, file uintptr, size int64) int32 {
	if rc := heldOf(file).out(tls, file); rc != lib.SQLITE_OK {
		return rc
	}
	return called[sizeFunc](files.log.FxTruncate)(tls, file, size)
}

func fileSize(tls *libc.TLS, file, size uintptr) int32 {
	if rc := heldOf(file).out(tls, file); rc != lib.SQLITE_OK {
		return rc
	}
	return called[askFunc](files.log.FxFileSize)(tls, file, size)
}

func syncData(tls *libc.TLS, file uintptr, flags int32) int32 {
	if rc := heldOf(file).out(tls, file); rc != lib.SQLITE_OK {
		return rc
	}
	f := at[lib.TunixFile](file)
	if f.FctrlFlags&lib.UNIXFILE_DIRSYNC != 0 { // the first one also syncs the file's name
		return called[syncFunc](files.log.FxSync)(tls, file, flags)
	}
	if libc.Xfdatasync(tls, f.Fh) != 0 {
		return lib.SQLITE_IOERR_FSYNC
	}
	return lib.SQLITE_OK
}

// shut gives up what is held: no commit ends with it.
func shut(tls *libc.TLS, file uintptr) int32 {
	if h := heldOf(file); h.buf != 0 {
		libc.Xfree(tls, h.buf)
		*h = held{}
	}
	return called[fileFunc](files.log.FxClose)(tls, file)
}
