-- A store of schema 3 as the version after 0.1.0 wrote it; never edited. Read by the migration tests.
PRAGMA application_id = 1214336111;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('v1');
INSERT INTO grdb_migrations VALUES('v2');
INSERT INTO grdb_migrations VALUES('v3');
CREATE TABLE indicator (
  plan TEXT NOT NULL REFERENCES plan(id),
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  isCurrent INTEGER NOT NULL,
  title TEXT NOT NULL,
  clause TEXT NOT NULL,
  contentArea TEXT,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  targetOp TEXT,
  targetValue REAL,
  partOf TEXT,
  lead TEXT NOT NULL,
  PRIMARY KEY (plan, id)
) STRICT;
INSERT INTO indicator VALUES('test-2025','procedures',0,1,'Mức độ hài lòng','I.2','III','survey','percent','>=',0.9000000000000000222,NULL,'Văn phòng');
INSERT INTO indicator VALUES('test-2025','on-time',1,1,'Hồ sơ đúng hạn','I.3','III','administrative','percent','>=',0.97999999999999998223,NULL,'Văn phòng; Sở Nội vụ');
INSERT INTO indicator VALUES('test-2025','papi',2,1,'PAPI','I.1',NULL,'rank','rank','<=',20.0,NULL,'');
CREATE TABLE measurement (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run(id),
  plan TEXT NOT NULL,
  indicator TEXT NOT NULL,
  period TEXT NOT NULL,
  unit TEXT,
  area TEXT,
  origin TEXT NOT NULL,
  series TEXT NOT NULL,
  contentKey TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision >= 1),
  supersedes INTEGER REFERENCES measurement(id),
  stage TEXT NOT NULL,
  measure TEXT NOT NULL,
  value REAL, se REAL, low REAL, high REAL, level REAL, ciMethod TEXT,
  n INTEGER, respondents INTEGER, nEffective REAL, weighted REAL, deff REAL, df REAL,
  numerator REAL, denominator REAL,
  status TEXT, evidence TEXT,
  publish TEXT NOT NULL,
  flags TEXT NOT NULL,
  FOREIGN KEY (plan, indicator) REFERENCES indicator(plan, id),
  UNIQUE (series, revision),
  CHECK ((revision = 1) = (supersedes IS NULL))
) STRICT;
INSERT INTO measurement VALUES(1,1,'test-2025','procedures','2025-H1',NULL,NULL,'survey','["test-2025","procedures","2025-H1",null,null,"survey"]','["[\"test-2025\",\"procedures\",\"2025-H1\",null,null,\"survey\"]",["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],"one-stop 1",["--weight w"],"pooled"]',1,NULL,'final','pooled',0.91000000000000003108,0.014309088021254181763,0.88138182395749165021,0.93861817604250841196,0.94999999999999995559,'beta',400,NULL,400.0,400.50000000000000001,NULL,399.0,NULL,NULL,NULL,NULL,'show','[]');
INSERT INTO measurement VALUES(2,2,'test-2025','procedures','2025-H1',NULL,NULL,'survey','["test-2025","procedures","2025-H1",null,null,"survey"]','["[\"test-2025\",\"procedures\",\"2025-H1\",null,null,\"survey\"]",["cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"],"one-stop 1",["--weight w"],"pooled"]',2,1,'final','pooled',0.88000000000000000444,0.016248076809271920495,0.84750384638145614957,0.9124961536185438593,0.94999999999999995559,'beta',400,NULL,400.0,400.50000000000000001,NULL,399.0,NULL,NULL,NULL,NULL,'show','[]');
CREATE TABLE period (
  calendar TEXT NOT NULL,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  startsOn TEXT,
  endsOn TEXT,
  PRIMARY KEY (calendar, code)
) STRICT;
INSERT INTO period VALUES('581/BNV-CCHC','2025-H1','halfYear','2024-12-15','2025-06-14');
CREATE TABLE plan (
  id TEXT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  year INTEGER NOT NULL,
  level TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;
INSERT INTO "plan" VALUES('test-2025','Kế hoạch thử',2025,'commune',1);
CREATE TABLE planVersion (
  plan TEXT NOT NULL REFERENCES plan(id),
  version INTEGER NOT NULL,
  importedAt TEXT NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (plan, version)
) STRICT;
INSERT INTO planVersion VALUES('test-2025',1,'2025-06-20T08:00:00Z','{"schema":"hailong.plan/1","id":"test-2025","title":"Kế hoạch thử","number":"1/KH-UBND","issuer":"UBND xã Thử","level":"commune","unit":{"code":"00001","name":"Xã Thử"},"date":null,"year":2025,"legalBasis":[],"parent":null,"inherits":"none","calendar":"581/BNV-CCHC","contentAreas":[{"id":"III","title":"Cải cách thủ tục hành chính"}],"indicators":[{"id":"procedures","title":"Mức độ hài lòng","titleEn":null,"clause":"I.2","quote":null,"contentArea":"III","kind":"survey","unit":"percent","direction":"higher","target":{"op":">=","value":0.9},"partOf":null,"scope":null,"lead":["Văn phòng"],"cooperating":[],"binding":{"families":["one-stop"],"rates":"services","measure":null,"element":null,"areas":[],"combine":"each"},"note":null,"inheritedFrom":null},{"id":"on-time","title":"Hồ sơ đúng hạn","titleEn":null,"clause":"I.3","quote":null,"contentArea":"III","kind":"administrative","unit":"percent","direction":"higher","target":{"op":">=","value":0.98},"partOf":null,"scope":null,"lead":["Văn phòng","Sở Nội vụ"],"cooperating":[],"binding":null,"note":null,"inheritedFrom":null},{"id":"papi","title":"PAPI","titleEn":null,"clause":"I.1","quote":null,"contentArea":null,"kind":"rank","unit":"rank","direction":"lower","target":{"op":"<=","value":20.0},"partOf":null,"scope":null,"lead":[],"cooperating":[],"binding":null,"note":null,"inheritedFrom":null}],"tasks":[{"id":"T1","contentArea":"III","section":"annex","clause":"PL.1","goal":null,"task":"Khảo sát","activity":null,"product":"Báo cáo","lead":["Văn phòng"],"cooperating":[],"due":{"text":"Quý I","kind":"period","from":"2025-01-01","to":"2025-03-31"},"budget":null,"indicators":[]},{"id":"T2","contentArea":"III","section":"annex","clause":"PL.2","goal":null,"task":"Công khai","activity":null,"product":null,"lead":[],"cooperating":[],"due":{"text":"Quý II","kind":"period","from":null,"to":"2025-06-30"},"budget":null,"indicators":[]},{"id":"T3","contentArea":null,"section":"body","clause":"II.1","goal":null,"task":"Tuyên truyền","activity":null,"product":null,"lead":[],"cooperating":[],"due":{"text":"Thường xuyên","kind":"continuous","from":null,"to":null},"budget":null,"indicators":[]}]}');
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  recordedAt TEXT NOT NULL,
  recordedBy TEXT,
  note TEXT,
  instrument TEXT,
  planDigest TEXT,
  options TEXT NOT NULL,
  program TEXT NOT NULL
, instrumentDigest TEXT, recipe TEXT NOT NULL DEFAULT '[]') STRICT;
INSERT INTO run VALUES(1,'2025-06-20T08:00:00Z','Lan',NULL,'one-stop 1',NULL,'["--weight w"]','hailong 0.1.0',NULL,'[]');
INSERT INTO run VALUES(2,'2025-06-20T08:00:00Z',NULL,'sửa lỗi nhập','one-stop 1',NULL,'["--weight w"]','hailong 0.1.0','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff','["--by","unit"]');
CREATE TABLE source (
  run INTEGER NOT NULL REFERENCES run(id),
  position INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  rows INTEGER NOT NULL,
  accepted INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  PRIMARY KEY (run, position),
  CHECK (rows = accepted + rejected)
) STRICT;
INSERT INTO source VALUES(1,0,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','phieu.csv',410,400,10);
INSERT INTO source VALUES(2,0,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','phieu.csv',410,400,10);
CREATE TABLE survey (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run(id),
  plan TEXT NOT NULL REFERENCES plan(id),
  period TEXT NOT NULL,
  instrument TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
INSERT INTO survey VALUES(1,2,'test-2025','2025-H1','one-stop','{}');
CREATE TABLE task (
  plan TEXT NOT NULL REFERENCES plan(id),
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  isCurrent INTEGER NOT NULL,
  contentArea TEXT,
  section TEXT NOT NULL,
  clause TEXT NOT NULL,
  task TEXT NOT NULL,
  product TEXT,
  lead TEXT NOT NULL,
  dueFrom TEXT,
  dueTo TEXT,
  PRIMARY KEY (plan, id)
) STRICT;
INSERT INTO task VALUES('test-2025','T1',0,1,'III','annex','PL.1','Khảo sát','Báo cáo','Văn phòng','2025-01-01','2025-03-31');
INSERT INTO task VALUES('test-2025','T2',1,1,'III','annex','PL.2','Công khai',NULL,'',NULL,'2025-06-30');
INSERT INTO task VALUES('test-2025','T3',2,1,NULL,'body','II.1','Tuyên truyền',NULL,'',NULL,NULL);
CREATE TABLE taskReport (
  id INTEGER PRIMARY KEY,
  plan TEXT NOT NULL,
  task TEXT NOT NULL,
  state TEXT NOT NULL,
  date TEXT NOT NULL,
  product TEXT,
  note TEXT,
  recordedAt TEXT NOT NULL,
  recordedBy TEXT,
  FOREIGN KEY (plan, task) REFERENCES task(plan, id)
) STRICT;
CREATE TABLE unit (
  key TEXT NOT NULL PRIMARY KEY,
  name TEXT
) STRICT;
INSERT INTO unit VALUES('00001','Xã Thử');
CREATE TABLE surveyPart (
  id INTEGER PRIMARY KEY,
  plan TEXT NOT NULL REFERENCES plan(id),
  period TEXT NOT NULL,
  definition TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  addedAt TEXT NOT NULL,
  isReplaced INTEGER NOT NULL,
  content BLOB NOT NULL,
  UNIQUE (plan, period, definition, sha256)
) STRICT;
INSERT INTO surveyPart VALUES(1,'test-2025','2025-05','d','2025-05-01.csv','aa','2025-06-20T08:00:00Z',0,X'00');
CREATE TABLE secret (
  name TEXT NOT NULL PRIMARY KEY,
  content BLOB NOT NULL
) STRICT;
CREATE INDEX sourceByHash ON source(sha256);
CREATE INDEX measurementByContent ON measurement(contentKey);
CREATE INDEX measurementByPlan ON measurement(plan, period, indicator);
CREATE TRIGGER measurementIsNeverChanged BEFORE UPDATE ON measurement
  BEGIN SELECT RAISE(ABORT, 'measurements are append-only'); END;
CREATE TRIGGER measurementIsNeverDeleted BEFORE DELETE ON measurement
  BEGIN SELECT RAISE(ABORT, 'measurements are append-only'); END;
CREATE TRIGGER taskReportIsNeverChanged BEFORE UPDATE ON taskReport
  BEGIN SELECT RAISE(ABORT, 'task reports are append-only'); END;
CREATE TRIGGER taskReportIsNeverDeleted BEFORE DELETE ON taskReport
  BEGIN SELECT RAISE(ABORT, 'task reports are append-only'); END;
CREATE INDEX surveyByPlan ON survey(plan, period, instrument);
CREATE TRIGGER surveyIsNeverChanged BEFORE UPDATE ON survey
  BEGIN SELECT RAISE(ABORT, 'surveys are append-only'); END;
CREATE TRIGGER surveyIsNeverDeleted BEFORE DELETE ON survey
  BEGIN SELECT RAISE(ABORT, 'surveys are append-only'); END;
COMMIT;
PRAGMA foreign_keys = ON;
