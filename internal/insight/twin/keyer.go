package twin

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
)

// keyer is a colleague who types at the center.
type keyer struct {
	person
	work *typist
}

func (k *keyer) rest() { k.work = nil }

var keyingKinds = []request.Kind{request.Adjudication, request.Third, request.Second, request.First}

func (k *keyer) act(ctx context.Context) (time.Duration, error) {
	if k.work == nil {
		if leaves, err := k.leaves(ctx); leaves || err != nil {
			return k.idle(), err
		}
		t, err := k.t.h.Requests.Next(ctx, k.who, keyingKinds)
		if kernel.CodeOf(err) == "nothing_waiting" {
			return k.idle(), nil
		}
		if err != nil {
			return k.idle(), err
		}
		k.work = &typist{person: &k.person, task: t.ID}
		return k.between(2, 5), nil
	}
	wait, done, err := k.work.act(ctx)
	if done || err != nil {
		k.work = nil
	}
	return wait, err
}
