package document_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/typeset"
	"github.com/hitomado/hitomado/internal/front/handover/document"
)

var openFonts = sync.OnceValues(func() (*typeset.Fonts, error) {
	return typeset.FindFonts(typeset.DefaultChain())
})

func fonts(t testing.TB) *typeset.Fonts {
	t.Helper()
	f, err := openFonts()
	if err != nil {
		t.Fatalf("%v — install: apt-get install fonts-ipamj-mincho fonts-morisawa-bizud-gothic", err)
	}
	return f
}

const (
	longName    = "マリア・フェルナンダ・デ・ラ・クルス・サントス・オリヴェイラ"
	longAddress = "みほん県みほん市中央区葛󠄂城町東一丁目１２番地の３４５　メゾン・ド・サンプルガーデン壱番館（Ｂ棟）１２０１号室　山﨑様方"
)

func labels() document.Labels {
	return document.Labels{
		Reception: "受付番号", Ticket: "番号札", Order: "番号", Item: "項目", Value: "内容", Tick: "転記",
		Empty: "（記入なし）", Continued: "（つづき）", Dangerous: "太い線の項目は、1文字ずつお確かめください。",
		MadeAt: "作成", MadeBy: "作成者", Number: "文書番号", CutHere: "きりとり",
	}
}

func sheet(kind document.Kind, title string) document.Sheet {
	return document.Sheet{
		Kind: kind, Labels: labels(), Title: title, City: "みほん市", Office: "中央区役所 市民課",
		Reception: "みほん中央 1124-0137", Ticket: "A-0137", QR: "みほん中央 1124-0137",
		MadeAt: time.Date(2026, 11, 24, 1, 32, 0, 0, time.UTC), MadeBy: "窓口3 佐藤", Number: "1124-0137-01",
		Lead: []document.Pair{
			{Label: "手続き", Value: "転入届"}, {Label: "届出日", Value: "令和8年11月24日"},
			{Label: "届出人", Value: "山﨑 𠮷雄"}, {Label: "本人との関係", Value: "本人"},
		},
	}
}

func person(n int, name, address string) document.Part {
	return document.Part{Name: fmt.Sprintf("異動する人 %d", n), Rows: []document.Row{
		{Label: "氏名", Value: name, Dangerous: true},
		{Label: "氏名（フリガナ）", Value: "ヤマザキ ヨシオ"},
		{Label: "生年月日", Value: "昭和62年4月1日", Dangerous: true},
		{Label: "性別", Value: "男"},
		{Label: "続柄", Value: "世帯主"},
		{Label: "前の住所", Value: address, Dangerous: true, Note: "字形：葛（葛󠄂 U+845B U+E0102）"},
		{Label: "本籍・筆頭者（外国人の方は国籍・地域）", Value: ""},
	}}
}

func receipt() document.Sheet {
	s := sheet(document.Receipt, "受付票")
	s.Lead = s.Lead[2:3]
	s.Parts = []document.Part{{Name: "お受けした手続き", Rows: []document.Row{
		{Label: "転入届", Value: "窓口でお待ちください"},
		{Label: "国民健康保険 異動届（取得）", Value: "窓口でお待ちください"},
		{Label: "住民票の写し等交付請求", Value: "転入届の登録のあと"},
	}}}
	s.Notes = []string{"番号をお呼びするまで、待合でお待ちください。"}
	return s
}

func content(people int) document.Sheet {
	s := sheet(document.Content, "届出内容確認書")
	for i := range people {
		s.Parts = append(s.Parts, person(i+1, []string{"山﨑 𠮷雄", "葛󠄂城 髙子", "渡邊󠄈 A. Smith"}[i%3], "みほん県よそ市葛󠄂町１－２－３"))
	}
	s.Notes = []string{"内容にまちがいがあるときは、署名の前に窓口の職員にお知らせください。", "この書類は証明書ではありません。"}
	s.Sign = []string{"届出人署名", "受付", "確認"}
	return s
}

func transcript() document.Sheet {
	s := sheet(document.Transcript, "転記票")
	s.Parts = []document.Part{person(1, longName, longAddress), person(2, "葛󠄃西 德", longAddress)}
	s.Sign = []string{"転記した人", "確認"}
	return s
}
