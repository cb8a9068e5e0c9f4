package harness

import "context"

// Correct puts right what was handed over: it is begun, the visitor is told, it
// ends.
func (w *Worker) Correct(ctx context.Context, application string) error {
	s, err := w.Runner.Run(ctx, "correct", func(ctx context.Context, s *Step) (err error) {
		s.Application = application
		s.Ref, err = w.Clerk.OpenCorrection(ctx, s.Key, application)
		return err
	})
	if err != nil {
		return err
	}
	for _, next := range []struct {
		name string
		do   func(context.Context, string, string) error
	}{{"correct step", w.Clerk.CorrectionStep}, {"correct close", w.Clerk.CloseCorrection}} {
		if _, err := w.Runner.Run(ctx, next.name, func(ctx context.Context, c *Step) error {
			c.Application, c.Ref = application, s.Ref
			return next.do(ctx, c.Key, s.Ref)
		}); err != nil {
			return err
		}
	}
	return nil
}

// Pause has the keyer go away from work and come back.
func (w *Worker) Pause(ctx context.Context) error {
	if _, err := w.Runner.Run(ctx, "leave", func(ctx context.Context, s *Step) error { return w.Keyer.Leave(ctx, s.Key) }); err != nil {
		return err
	}
	_, err := w.Runner.Run(ctx, "back", func(ctx context.Context, s *Step) error { return w.Keyer.Back(ctx, s.Key) })
	return err
}
