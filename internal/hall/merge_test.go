package hall_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
)

// merge is what eight people did to one entry, as each was told.
type merge struct {
	mu       sync.Mutex
	accepted map[int]string          // value by version of the contested field
	yes      map[string]map[int]bool // who confirmed the contested field, at which versions
	told     int                     // conflicts, each with both values
}

const contested = "requester_name"

// Eight people at three nodes confirm and correct one entry at once: every
// accepted correction has a version of its own, whoever saw an older one is
// told the newer value, every yes stands under its giver's name, and all nodes
// end with the same.
func TestEightPeopleAtThreeNodesConverge(t *testing.T) {
	t.Parallel()
	ns := nodes(t, 3)
	app := ns[0].receive("resident_certificate", 1)
	ns[0].ok(ns[0].Requests.Send(ns[0].ctx, clerk, app))
	ns[1].key(keyer, ns[1].next(keyer, request.First).ID, "resident_certificate", 1)
	task := ns[0].next(second, request.Verification).ID
	m := &merge{accepted: map[int]string{}, yes: map[string]map[int]bool{}}
	var wg sync.WaitGroup
	for i := range 8 {
		who := second
		who.ID, who.Name = fmt.Sprintf("verifier-%d", i), fmt.Sprintf("確認%d", i)
		wg.Go(func() { m.work(t, ns[i%3], who, task, rand.New(rand.NewPCG(41, uint64(i)))) })
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	var rooms [3]verify.Room
	for i, n := range ns {
		var err error
		rooms[i], err = n.Verify.See(n.ctx, second, task)
		n.ok(err)
		if !reflect.DeepEqual(rooms[i].Rows, rooms[0].Rows) {
			t.Errorf("node %d ends with another result", i)
		}
	}
	m.holds(t, rooms[0])
}

func (m *merge) work(t *testing.T, n *town, who kernel.Actor, task string, r *rand.Rand) {
	if _, err := n.Verify.Join(n.ctx, who, task); err != nil {
		t.Error(err)
		return
	}
	for range 12 {
		room, err := n.Verify.See(n.ctx, who, task)
		if err != nil {
			t.Error(err)
			return
		}
		row := rowOf(room, contested)
		seen := row.Value.Version
		if r.IntN(2) == 0 {
			value := fmt.Sprintf("山田　%c%c", '一'+rune(r.IntN(50)), '大'+rune(r.IntN(50)))
			_, err = n.Verify.Correct(n.ctx, who, task, contested, seen, entry.Typed{V: value}, "画像のとおりに直しました")
			if err == nil {
				m.mu.Lock()
				if old, twice := m.accepted[seen+1]; twice {
					t.Errorf("version %d was accepted as %q and as %q", seen+1, old, value)
				}
				m.accepted[seen+1] = value
				m.mu.Unlock()
			}
		} else {
			_, err = n.Verify.Confirm(n.ctx, who, task, []verify.Fielded{{Field: contested, Version: seen}})
			if err == nil {
				m.mu.Lock()
				if m.yes[who.ID] == nil {
					m.yes[who.ID] = map[int]bool{}
				}
				m.yes[who.ID][seen] = true
				m.mu.Unlock()
			}
		}
		m.conflict(t, err, seen)
	}
}

// conflict accepts only the one refusal there may be, with what it must say.
func (m *merge) conflict(t *testing.T, err error, seen int) {
	if err == nil {
		return
	}
	e, ok := errors.AsType[*kernel.Error](err)
	if !ok || e.Code != "field_changed" {
		t.Error(err)
		return
	}
	version, _ := e.Args["version"].(int)
	if value, _ := e.Args["new"].(string); version <= seen || value == "" {
		t.Errorf("who saw version %d is told %+v", seen, e.Args)
	}
	m.mu.Lock()
	m.told++
	m.mu.Unlock()
}

func rowOf(room verify.Room, key string) verify.Row {
	for _, r := range room.Rows {
		if r.Key == key {
			return r
		}
	}
	return verify.Row{}
}

func (m *merge) holds(t *testing.T, room verify.Room) {
	row := rowOf(room, contested)
	last := row.Value.Version
	if len(m.accepted) == 0 || last != len(m.accepted)+1 || m.accepted[last] != row.Value.V {
		t.Errorf("version %d is %q; accepted %v", last, row.Value.V, m.accepted)
	}
	stands := map[string]bool{}
	for _, c := range row.Confirmed {
		stands[c.Staff] = true
		if !m.yes[c.Staff][last] && row.Value.Staff != c.Staff {
			t.Errorf("%s stands as a confirmer and never confirmed version %d", c.Staff, last)
		}
	}
	for who, versions := range m.yes {
		if versions[last] && !stands[who] {
			t.Errorf("the yes of %s is lost", who)
		}
	}
	if m.told == 0 {
		t.Log("nobody met a conflict this time")
	}
}
