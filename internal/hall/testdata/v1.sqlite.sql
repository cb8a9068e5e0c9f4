BEGIN TRANSACTION;
CREATE TABLE application (
  id TEXT PRIMARY KEY, visit TEXT NOT NULL REFERENCES visit(id), office TEXT NOT NULL, position INTEGER NOT NULL,
  procedure TEXT NOT NULL, form TEXT NOT NULL, form_version INTEGER NOT NULL,
  state TEXT NOT NULL, version INTEGER NOT NULL, back TEXT NOT NULL, -- back: where it returns from queried or pending
  route TEXT NOT NULL, way TEXT NOT NULL, registered_no TEXT NOT NULL, ending TEXT NOT NULL,
  accepted_at INTEGER NOT NULL, requested_at INTEGER NOT NULL, completed_at INTEGER NOT NULL, changed_at INTEGER NOT NULL
) STRICT;
INSERT INTO "application" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','01a20588-6035-78d5-9406-7a7500d7927b','chuo',1,'resident_certificate','certificate_request',1,'finished',10,'','center','here','','delivered',1795482000000,1795482000000,1795482000000,1795482000000);
CREATE TABLE application_secret (application TEXT PRIMARY KEY REFERENCES application(id), wrapped TEXT NOT NULL) STRICT;
INSERT INTO "application_secret" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','w1.cad95a25.3FG0Ai99SVcdYqTy7n1wGAGlBoPkkbMr3s9xgErhzkK_PhtaRrVXtfwwrtq-0Tdf43ebF84nxfrSD1Bm');
CREATE TABLE command (
  actor TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT NULL, ref TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (actor, key)
) STRICT;
CREATE TABLE confirmation (
  application TEXT NOT NULL, field TEXT NOT NULL, staff TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (application, field, staff)
) STRICT;
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','request_date','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_kana','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_name','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','signature','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_birth','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_phone','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_postal','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_address','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_relation','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','poa','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject_address','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.count','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.1.name','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.1.birth','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.2.name','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.2.birth','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','certificate_kind','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','copies','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','certificate_items','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','purpose','second',1,1795482000000);
INSERT INTO "confirmation" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','submit_to','second',1,1795482000000);
CREATE TABLE document (
  id TEXT PRIMARY KEY, application TEXT NOT NULL, visit TEXT NOT NULL, kind TEXT NOT NULL, number TEXT NOT NULL,
  blob TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL, version INTEGER NOT NULL, -- version of the application it was made from
  staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
INSERT INTO "document" VALUES('01a20588-6157-7112-91e3-82dc14af85e4','01a20588-6045-7bbd-aa3b-5ad5977313f2','01a20588-6035-78d5-9406-7a7500d7927b','receipt','みほん中央-1124-0001-1-af85e4','f1e9b86e62bb184e3ccc256025b3e5ac7998fb3f34bdffea641aa605b986fc77','7d7f81ccbccfd04c08caa04f252e0193c2314a597260f0b73f1afdca6e129957',18860,8,'clerk',1795482000000);
CREATE TABLE draft (task TEXT PRIMARY KEY REFERENCES task(id), body TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE field_history (
  application TEXT NOT NULL, field TEXT NOT NULL, version INTEGER NOT NULL, value TEXT NOT NULL, written TEXT NOT NULL,
  mark TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (application, field, version)
) STRICT;
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','certificate_items',1,'relation,register','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','certificate_kind',1,'all','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','copies',1,'2','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','poa',1,'1','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','purpose',1,'','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','request_date',1,'2026-11-24','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_address',1,'みほん市港南六丁目1番6号','みほん市港南6-1-6','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_birth',1,'1976-07-07','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_kana',1,'タカハシ　サオリ','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_name',1,'高橋　沙織','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_phone',1,'090-0000-7822','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_postal',1,'999-0004','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_relation',1,'agent','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','signature',1,'1','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.1.birth',1,'1964-06-22','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.1.name',1,'長谷川　洋子','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.2.birth',1,'1964-12-14','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.2.name',1,'長谷川　正雄','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.count',1,'2','','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject_address',1,'みほん市東町五丁目1番20号','みほん市東町5-1-20','','keyer',1795482000000,'first');
INSERT INTO "field_history" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','submit_to',1,'','','','keyer',1795482000000,'first');
CREATE TABLE field_value (
  application TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, written TEXT NOT NULL, mark TEXT NOT NULL,
  version INTEGER NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (application, field)
) STRICT;
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','certificate_items','relation,register','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','certificate_kind','all','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','copies','2','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','poa','1','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','purpose','','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','request_date','2026-11-24','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_address','みほん市港南六丁目1番6号','みほん市港南6-1-6','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_birth','1976-07-07','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_kana','タカハシ　サオリ','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_name','高橋　沙織','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_phone','090-0000-7822','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_postal','999-0004','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','requester_relation','agent','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','signature','1','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.1.birth','1964-06-22','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.1.name','長谷川　洋子','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.2.birth','1964-12-14','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.2.name','長谷川　正雄','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject.count','2','','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','subject_address','みほん市東町五丁目1番20号','みほん市東町5-1-20','',1,'keyer',1795482000000);
INSERT INTO "field_value" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','submit_to','','','',1,'keyer',1795482000000);
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO "goose_db_version" VALUES(1,0,1,'2026-11-22 23:12:32');
INSERT INTO "goose_db_version" VALUES(2,1,1,'2026-11-22 23:12:32');
CREATE TABLE inquiry (
  id TEXT PRIMARY KEY, application TEXT NOT NULL, visit TEXT NOT NULL, office TEXT NOT NULL, task TEXT NOT NULL, field TEXT NOT NULL,
  question TEXT NOT NULL, asker TEXT NOT NULL, asked_at INTEGER NOT NULL,
  answer TEXT NOT NULL, answer_kind TEXT NOT NULL, answerer TEXT NOT NULL, answered_at INTEGER NOT NULL
) STRICT;
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, device TEXT NOT NULL, seat TEXT NOT NULL,
  office TEXT NOT NULL, visit TEXT NOT NULL, application TEXT NOT NULL, field TEXT NOT NULL, payload TEXT NOT NULL
) STRICT;
INSERT INTO "journal" VALUES(1,1795482000000,'office.added','system','','','chuo','','','','{"kind":"area","seats":["chuo-1"]}');
INSERT INTO "journal" VALUES(2,1795482000000,'office.added','system','','','center','','','','{"kind":"center","seats":["center-1"]}');
INSERT INTO "journal" VALUES(3,1795482000000,'visit.arrived','clerk','','chuo-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','','','{"ticket":"A-0001"}');
INSERT INTO "journal" VALUES(4,1795482000000,'visit.called','clerk','','chuo-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','','','{"seat":"chuo-1","ticket":"A-0001"}');
INSERT INTO "journal" VALUES(5,1795482000000,'visit.received','clerk','','chuo-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','','','{"as":"self","proof":"one","proof_kind":"license","seat":"chuo-1","ticket":"A-0001"}');
INSERT INTO "journal" VALUES(6,1795482000000,'application.added','clerk','','chuo-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"procedure":"resident_certificate","way":"here"}');
INSERT INTO "journal" VALUES(7,1795482000000,'page.added','clerk','','chuo-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"blob":"b422f238b7decde898de7845ab29bea24fd93e9616a46e0578e3f19872129142","kind":"form","page":"01a20588-6071-7134-a8e0-58773232f488"}');
INSERT INTO "journal" VALUES(8,1795482000000,'application.accepted','clerk','','chuo-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"from":"drafting","to":"accepted"}');
INSERT INTO "journal" VALUES(9,1795482000000,'application.requested','clerk','','chuo-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"from":"accepted","to":"requested"}');
INSERT INTO "journal" VALUES(10,1795482000000,'application.claimed','keyer','','center-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"from":"requested","kind":"first","task":"01a20588-6142-7cb2-842f-afa2699fd7ed","to":"entering"}');
INSERT INTO "journal" VALUES(11,1795482000000,'application.entered','keyer','','center-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"fields":{"certificate_items":"74610cccb16183710cb925889734f2847d04ab54036ba1babee3a2a1f42a754a","certificate_kind":"b27e9791b7bc6b4a24220966210e45ccbf05ff0d16e41013b24324cf52e75199","copies":"def584921cb9a1a08688586cc219fea3c4a24ee04d916086130b4b01f3a168ff","poa":"c5a2b376562bb2dec7293de002ac55bf6ca685c79bc96db7af96869e6e15d4ff","purpose":"76989eb775eaad46001cbc376a28446506ec2ecd29d1376d1e493ceb1b9dedb2","request_date":"c46038ddc0e15f1e6c07d37ed9f412db5efe683d40ff1b822d6d8acccf2c2b65","requester_address":"40aed3949379b6e860e2ef21f3f6d13d160fda2dc9e0f24b1428cde75043eb5e","requester_birth":"7a9e346da513899ec79cd8110efe37e979882de4edbbd04d6c762e0875d185f4","requester_kana":"fca9d6a0ef319dfbf05e906e8e6e7a1314ed5187c43548dac1ebed19337c6e62","requester_name":"ff53afc4a01f8ea07b70b99f0b00a2e6267f56af9db33f117a1477c4def81012","requester_phone":"472fce8eada46fce8a5320fae751b6d3f5a326cfe4ad67ff6263e6bb5a0bd763","requester_postal":"e8d1d4dd81de017bc80bd055925bdf8787fb7cf82c8335267bc03771372f3762","requester_relation":"e327298f6041019acb6176e3cc6d82f60f4dfe1a12b9bc3afd9ab5fe40704230","signature":"84eb40c569dbfe39a1bcb6e1821c22f84c6f5ce68242745faeb7a46a367e562c","subject.1.birth":"24f810dbb154e2fbfb86a30579c0b339d54140f6d4790d896bd9247a3a71f8d9","subject.1.name":"28f0cee3386bba744fc81ef422fe78695710b60f70effb88003bebf5e2faef75","subject.2.birth":"4a2282faf7c4ec1b4eaadf1af850fcc0a1d7dd17c38a57b84e7a4f9c1f59c048","subject.2.name":"50f18bc8a70ecb376c8fd9440bbadcdbb3faa5cf5f8d9ae355fdc61c7cf63435","subject.count":"fb3e4b129317e94df59f2dfbe855fc3f001ff775c8bee78ef1a1fdf68f156ea6","subject_address":"cb8d006ca9be420c335b73d8dd8c31f6a6b976a0d7a9d5da2aea348e211647c6","submit_to":"21e2a8403771c1142dd5cfe3e5d770866f4fd786eef0c7ae73d8c55fbe4fc8ea"},"from":"entering","kind":"first","task":"01a20588-6142-7cb2-842f-afa2699fd7ed","to":"entered"}');
INSERT INTO "journal" VALUES(12,1795482000000,'task.opened','keyer','','center-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"kind":"verification","task":"01a20588-6147-7c73-b364-a5adb20248ae"}');
INSERT INTO "journal" VALUES(13,1795482000000,'application.verification_begun','second','','center-2','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"from":"entered","task":"01a20588-6147-7c73-b364-a5adb20248ae","to":"verifying"}');
INSERT INTO "journal" VALUES(14,1795482000000,'fields.confirmed','second','','center-2','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"fields":["certificate_items","certificate_kind","copies","poa","purpose","request_date","requester_address","requester_birth","requester_kana","requester_name","requester_phone","requester_postal","requester_relation","signature","subject.1.birth","subject.1.name","subject.2.birth","subject.2.name","subject.count","subject_address","submit_to"],"task":"01a20588-6147-7c73-b364-a5adb20248ae"}');
INSERT INTO "journal" VALUES(15,1795482000000,'application.completed','second','','center-2','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"from":"verifying","task":"01a20588-6147-7c73-b364-a5adb20248ae","to":"completed"}');
INSERT INTO "journal" VALUES(16,1795482000000,'application.checked','clerk','','chuo-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"from":"completed","to":"checked"}');
INSERT INTO "journal" VALUES(17,1795482000000,'document.made','clerk','','chuo-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"digest":"7d7f81ccbccfd04c08caa04f252e0193c2314a597260f0b73f1afdca6e129957","document":"01a20588-6157-7112-91e3-82dc14af85e4","kind":"receipt","number":"みほん中央-1124-0001-1-af85e4"}');
INSERT INTO "journal" VALUES(18,1795482000000,'application.printed','clerk','','chuo-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"from":"checked","to":"printed"}');
INSERT INTO "journal" VALUES(19,1795482000000,'application.finished','clerk','','chuo-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2','','{"ending":"delivered","from":"printed","to":"finished"}');
INSERT INTO "journal" VALUES(20,1795482000000,'visit.closed','clerk','','chuo-1','chuo','01a20588-6035-78d5-9406-7a7500d7927b','','','{"seat":"chuo-1","ticket":"A-0001"}');
CREATE TABLE keyer (application TEXT NOT NULL, staff TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (application, staff)) STRICT;
INSERT INTO "keyer" VALUES('01a20588-6045-7bbd-aa3b-5ad5977313f2','keyer','first');
CREATE TABLE mismatch (
  application TEXT NOT NULL, field TEXT NOT NULL, first TEXT NOT NULL, second TEXT NOT NULL,
  PRIMARY KEY (application, field)
) STRICT;
CREATE TABLE office (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, kind TEXT NOT NULL, -- area | branch | center | remote
  name TEXT NOT NULL, name_en TEXT NOT NULL, mark TEXT NOT NULL      -- mark: how reception numbers of this office begin
) STRICT;
INSERT INTO "office" VALUES('chuo',1,'area','みほん中央支所','Chuo','みほん中央');
INSERT INTO "office" VALUES('center',2,'center','集中入力センター','Center','');
CREATE TABLE page (
  id TEXT PRIMARY KEY, visit TEXT NOT NULL REFERENCES visit(id), application TEXT NOT NULL REFERENCES application(id),
  position INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL, -- state: current | replaced
  format TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, dpi INTEGER NOT NULL, turn INTEGER NOT NULL,
  straightened INTEGER NOT NULL, digest TEXT NOT NULL, -- digest: keyed hash of the original, to notice the same paper twice
  original TEXT NOT NULL, view TEXT NOT NULL, thumb TEXT NOT NULL, bytes INTEGER NOT NULL,
  staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
INSERT INTO "page" VALUES('01a20588-6071-7134-a8e0-58773232f488','01a20588-6035-78d5-9406-7a7500d7927b','01a20588-6045-7bbd-aa3b-5ad5977313f2',1,'form','current',1,'jpeg',1240,1754,150,0,0,'4b4d0779fec842120ca7e98286bb870f3dc22b10f36eea579c89513a6613c213','b422f238b7decde898de7845ab29bea24fd93e9616a46e0578e3f19872129142','27f34ada102cd34730dfd6c49fc8a3da194fc7e7f7b5ffabf3ebc879f43a0e37','f13c13d7236e7d597d0e3501ac8ea19c71079437444b2effc46fadf8e3030fc9',206785,'clerk',1795482000000);
CREATE TABLE presence (
  task TEXT NOT NULL, staff TEXT NOT NULL, name TEXT NOT NULL, office TEXT NOT NULL, seat TEXT NOT NULL, field TEXT NOT NULL, until INTEGER NOT NULL,
  PRIMARY KEY (task, staff)
) STRICT;
CREATE TABLE remark (
  id TEXT PRIMARY KEY, visit TEXT NOT NULL, application TEXT NOT NULL, kind TEXT NOT NULL,
  text TEXT NOT NULL, staff TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE rollout (
  office TEXT NOT NULL REFERENCES office(id), procedure TEXT NOT NULL,
  center INTEGER NOT NULL, way TEXT NOT NULL, since TEXT NOT NULL,
  PRIMARY KEY (office, procedure)
) STRICT;
CREATE TABLE seat (
  id TEXT PRIMARY KEY, office TEXT NOT NULL REFERENCES office(id), position INTEGER NOT NULL,
  kind TEXT NOT NULL, -- counter | desk
  name TEXT NOT NULL, name_en TEXT NOT NULL
) STRICT;
INSERT INTO "seat" VALUES('chuo-1','chuo',1,'counter','1番窓口','Counter 1');
INSERT INTO "seat" VALUES('center-1','center',1,'counter','1番窓口','Counter 1');
CREATE TABLE session (
  token TEXT PRIMARY KEY, -- SHA-256 of the secret the client holds
  staff TEXT NOT NULL REFERENCES staff(id), seat TEXT NOT NULL, office TEXT NOT NULL,
  created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, until INTEGER NOT NULL
) STRICT;
CREATE TABLE setup_code (code TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;
CREATE TABLE sign_in_failure (login TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT;
CREATE TABLE staff (
  id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, name_en TEXT NOT NULL,
  contracted INTEGER NOT NULL, disabled INTEGER NOT NULL, password TEXT NOT NULL, created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE staff_grant (
  staff TEXT NOT NULL REFERENCES staff(id), role TEXT NOT NULL, office TEXT NOT NULL, -- office * = everywhere
  PRIMARY KEY (staff, role, office)
) STRICT;
CREATE TABLE task (
  id TEXT PRIMARY KEY, application TEXT NOT NULL REFERENCES application(id), visit TEXT NOT NULL, office TEXT NOT NULL,
  kind TEXT NOT NULL, -- first | second | third | adjudication | verification
  state TEXT NOT NULL, version INTEGER NOT NULL, -- open | leased | held | done | cancelled
  local INTEGER NOT NULL, -- 1: keyed at the counter, never handed out by the center
  staff TEXT NOT NULL, lease_until INTEGER NOT NULL,
  visit_at INTEGER NOT NULL, opened_at INTEGER NOT NULL, leased_at INTEGER NOT NULL, done_at INTEGER NOT NULL
) STRICT;
INSERT INTO "task" VALUES('01a20588-6142-7cb2-842f-afa2699fd7ed','01a20588-6045-7bbd-aa3b-5ad5977313f2','01a20588-6035-78d5-9406-7a7500d7927b','chuo','first','done',3,0,'keyer',0,1795482000000,1795482000000,0,1795482000000);
INSERT INTO "task" VALUES('01a20588-6147-7c73-b364-a5adb20248ae','01a20588-6045-7bbd-aa3b-5ad5977313f2','01a20588-6035-78d5-9406-7a7500d7927b','chuo','verification','done',3,0,'',0,1795482000000,1795482000000,0,1795482000000);
CREATE TABLE visit (
  id TEXT PRIMARY KEY, office TEXT NOT NULL, day TEXT NOT NULL, number INTEGER NOT NULL,
  reception TEXT NOT NULL, ticket TEXT NOT NULL, language TEXT NOT NULL, wish TEXT NOT NULL,
  state TEXT NOT NULL, version INTEGER NOT NULL, seat TEXT NOT NULL, clerk TEXT NOT NULL,
  came_as TEXT NOT NULL, proof TEXT NOT NULL, proof_kind TEXT NOT NULL, proof_by TEXT NOT NULL,
  arrived_at INTEGER NOT NULL, called_at INTEGER NOT NULL, closed_at INTEGER NOT NULL
) STRICT;
INSERT INTO "visit" VALUES('01a20588-6035-78d5-9406-7a7500d7927b','chuo','2026-11-24',1,'みほん中央 1124-0001','A-0001','ja','resident_certificate','done',4,'chuo-1','clerk','self','one','license','clerk',1795482000000,1795482000000,1795482000000);
CREATE TABLE visit_number (office TEXT NOT NULL, day TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (office, day)) STRICT;
INSERT INTO "visit_number" VALUES('chuo','2026-11-24',1);
CREATE INDEX session_until ON session (until);
CREATE INDEX journal_visit ON journal (visit, seq);
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE INDEX command_at ON command (at);
CREATE INDEX visit_reception ON visit (reception);
CREATE UNIQUE INDEX visit_day ON visit (office, day, number);
CREATE INDEX visit_open ON visit (office, state, arrived_at) WHERE state <> 'done';
CREATE INDEX visit_done ON visit (office, day, closed_at) WHERE state = 'done';
CREATE UNIQUE INDEX application_visit ON application (visit, position);
CREATE INDEX remark_visit ON remark (visit, at);
CREATE INDEX page_application ON page (application, position);
CREATE INDEX page_visit ON page (visit);
CREATE INDEX task_queue ON task (kind, visit_at, opened_at) WHERE state = 'open' AND local = 0;
CREATE INDEX task_live ON task (kind, state, visit_at) WHERE state IN ('open','leased');
CREATE INDEX task_lease ON task (lease_until) WHERE state = 'leased';
CREATE INDEX task_application ON task (application, opened_at);
CREATE INDEX task_staff ON task (staff, done_at);
CREATE INDEX inquiry_open ON inquiry (visit) WHERE answered_at = 0;
CREATE INDEX presence_until ON presence (until);
CREATE INDEX inquiry_application ON inquiry (application, asked_at);
CREATE INDEX document_application ON document (application, at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('goose_db_version',2);
INSERT INTO "sqlite_sequence" VALUES('journal',20);
COMMIT;
