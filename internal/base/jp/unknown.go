package jp

// The fourteen kinds of 不詳日: days that are legally recorded although nobody
// knows them exactly (resident record standard, birth and death days above
// all). The value of [Date.Unknown] is one of these.
const (
	UnknownAll      = "年月日不詳" // nothing is known
	UnknownMonthDay = "月日不詳"  // only the year
	UnknownDay      = "日不詳"   // year and month
	AboutYear       = "年頃"
	AboutMonth      = "月頃"
	AboutDay        = "日頃"
	Estimated       = "推定" // a day, month or year fixed by estimate
	Spring          = "春"
	Summer          = "夏"
	Autumn          = "秋"
	Winter          = "冬"
	EarlyMonth      = "上旬"
	MidMonth        = "中旬"
	LateMonth       = "下旬"
)

// unknownKind says what a kind knows and how it is stored. The stored form is
// the Extended Date/Time Format of ISO 8601-2 as far as that has a word for it
// (X unspecified, ~ about, ? uncertain, 21–24 seasons); the thirds of a month,
// which it lacks, are early, mid and late.
type unknownKind struct {
	kind   string
	parts  int    // how many of year, month, day are known; -1: one to three
	stored string // what follows the known part in the stored form
	tail   string // what follows the known part in Japanese
}

var unknownKinds = []unknownKind{
	{UnknownAll, 0, "XXXX-XX-XX", "年月日不詳"},
	{UnknownMonthDay, 1, "-XX-XX", "月日不詳"},
	{UnknownDay, 2, "-XX", "日不詳"},
	{AboutYear, 1, "~", "頃"},
	{AboutMonth, 2, "~", "頃"},
	{AboutDay, 3, "~", "頃"},
	{Estimated, -1, "?", ""},
	{Spring, 1, "-21", "春"},
	{Summer, 1, "-22", "夏"},
	{Autumn, 1, "-23", "秋"},
	{Winter, 1, "-24", "冬"},
	{EarlyMonth, 2, "-early", "上旬"},
	{MidMonth, 2, "-mid", "中旬"},
	{LateMonth, 2, "-late", "下旬"},
}

func kindOf(kind string) (unknownKind, bool) {
	for _, k := range unknownKinds {
		if k.kind == kind {
			return k, true
		}
	}
	return unknownKind{}, false
}

// kindByTail finds the kind that a Japanese ending means after so many known
// parts.
func kindByTail(tail string, parts int) (unknownKind, bool) {
	for _, k := range unknownKinds {
		if k.tail == tail && k.parts == parts {
			return k, true
		}
	}
	return unknownKind{}, false
}
