package scan

import "context"

// Bare reads a page and writes the view and the thumbnail of it as it lies,
// with the codec of [Derive] and nothing else: no mark is looked for, nothing is
// straightened, blacked out or refused. It is the part of a page's work that is
// left when every rule is taken away, for benchmarks to compare with; a page of
// A4 at 200 or 300 dpi gives pictures of the view's own size, to a sample. Errors: those of
// [Inspect]; page_unreadable (Invalid); the context's own error when it ends.
func Bare(ctx context.Context, raw []byte) (view, thumb []byte, err error) {
	info, err := Inspect(raw)
	if err != nil {
		return nil, nil, err
	}
	leave, err := enter(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer leave()
	var d desk
	defer d.clear()
	r, err := decode(ctx, &d, raw, info, sideFor(info))
	if err != nil {
		return nil, nil, err
	}
	if view, err = encode(r); err != nil {
		return nil, nil, err
	}
	thumb, err = encode(d.thumb(r))
	return view, thumb, err
}
