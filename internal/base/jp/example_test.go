package jp_test

import (
	"fmt"
	"time"

	"github.com/hitomado/hitomado/internal/base/jp"
)

func ExampleParseDate() {
	d, _ := jp.ParseDate("ｒ０８１１２２", jp.DateOptions{})
	fmt.Println(d, d.Short(), d.WarekiWeekday())

	d, p := jp.ParseDate("平成31年5月2日", jp.DateOptions{})
	fmt.Println(p.Level, p.Code, p.Proposal, d)

	_, p = jp.ParseDate("R8.11.31", jp.DateOptions{})
	fmt.Println(p.Level, p.Code, p.Args["month"], p.Args["day"])

	d, _ = jp.ParseDate("大正15年12月25日", jp.DateOptions{})
	fmt.Println(d, d.Wareki())

	d, _ = jp.ParseDate("昭和10年5月頃", jp.DateOptions{AllowNonCalendar: true})
	fmt.Println(d, d.Wareki())

	d, _ = jp.ParseDate(".", jp.DateOptions{Today: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)})
	fmt.Println(d)
	// Output:
	// 2026-11-22 R8.11.22 令和8年11月22日（日）
	// ask date_after_era R1.5.2 2019-05-02
	// error date_no_such_day 11 31
	// 1926-12-25[T] 大正15年12月25日
	// 1935-05~ 昭和10年5月頃
	// 2026-11-24
}

func ExampleKatakana() {
	fmt.Println(jp.Katakana("やまざき たろう"))
	fmt.Println(jp.Katakana("yamazaki kyouko"))
	fmt.Println(jp.Katakana("山崎"))
	// Output:
	// ヤマザキ　タロウ true
	// ヤマザキ　キョウコ true
	// 山崎 false
}

func ExampleRelationship() {
	canon, proposal, err := jp.Relationship("孫")
	fmt.Printf("%q %q %v\n", canon, proposal, err)
	// Output: "" "子の子" <nil>
}

func ExampleRegistryAddress() {
	fmt.Println(jp.RegistryAddress("みほん市さくら町4-21-27"))
	// Output: みほん市さくら町四丁目21番27号 true
}

func ExampleLookupPostal() {
	fmt.Println(jp.LookupPostal("154-0017"))
	// Output: [{154-0017 東京都 世田谷区 世田谷}] true
}

func ExampleHoliday() {
	fmt.Println(jp.Holiday("2026-09-22"))
	// Output: 国民の休日 true
}
