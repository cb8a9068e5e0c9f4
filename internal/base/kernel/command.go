package kernel

import "context"

// Command identifies one request that changes something, so that a retry is
// recognised: Key is the client's idempotency key, Hash a digest of the whole
// request. An empty Key means the caller takes no care of retries.
type Command struct{ Key, Hash string }

type commandKey struct{}

// WithCommand carries the command identity to the change it causes.
func WithCommand(ctx context.Context, c Command) context.Context {
	return context.WithValue(ctx, commandKey{}, c)
}

// CommandOf is the command identity carried by ctx, empty when there is none.
func CommandOf(ctx context.Context) Command {
	c, _ := ctx.Value(commandKey{}).(Command)
	return c
}
