package hall_test

import (
	"bytes"
	"database/sql"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/hall"
)

// A town hall as the first schema left it, with one whole application, opens
// under this program: nothing is lost, everything agrees with the record, the
// work goes on and is sealed from the first event on.
func TestAnOlderDatabaseIsBroughtForward(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := hall.Options{Dir: t.TempDir()}
			driver, url := "sqlite", filepath.Join(o.Dir, "hitomado.db")
			if engine == "postgres" {
				o.Database = dbtest.PostgresURL(t)
				driver, url = "pgx", o.Database+"&default_query_exec_mode=simple_protocol"
			}
			dump, err := os.ReadFile(filepath.Join("testdata", "v1."+engine+".sql"))
			if err != nil {
				t.Fatal(err)
			}
			pool, err := sql.Open(driver, url)
			if err != nil {
				t.Fatal(err)
			}
			if engine == "postgres" { // test databases come migrated
				dump = append([]byte("DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"), dump...)
			}
			if _, err := pool.ExecContext(t.Context(), string(dump)); err != nil {
				t.Fatal(err)
			}
			if err := pool.Close(); err != nil {
				t.Fatal(err)
			}
			master := hex.EncodeToString(bytes.Repeat([]byte{7}, 32))
			if err := os.WriteFile(filepath.Join(o.Dir, "master.key"), []byte(master), 0o600); err != nil {
				t.Fatal(err)
			}
			w := openAt(t, o)
			var app, state, wrapped, key string
			var values int
			w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error {
				return tx.Row(w.ctx, `SELECT a.id, a.state, (SELECT count(*) FROM field_value v WHERE v.application=a.id AND v.value<>''), x.wrapped, (SELECT id FROM master_key)
					FROM application a JOIN application_secret x ON x.application=a.id`, nil, &app, &state, &values, &wrapped, &key)
			}))
			if state != "finished" || values < 5 {
				t.Errorf("the application came over as %s with %d values", state, values)
			}
			if key == "" || !strings.HasPrefix(wrapped, "w1."+key+".") {
				t.Errorf("the master key is known as %q; a secret is wrapped as %.12s", key, wrapped)
			}
			w.everythingOn()
			w.lived()
			w.ok(w.Seals.All(w.ctx))
			r, err := w.VerifyRecord(w.ctx)
			if err != nil || !r.Whole() || r.Applications != 2 {
				t.Errorf("%+v %v", r, err)
			}
		})
	}
}
