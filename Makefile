# The commands of the project. `make demo` and `make test` need nothing but Go
# and, on Debian, the right to install packages; they do the rest themselves.
SHELL := /bin/bash
GO ?= go
export CGO_ENABLED ?= 0
# The tests are compiled as the program is: otherwise every package would be
# compiled twice, SQLite among them.
export GOFLAGS := $(filter-out -trimpath,$(GOFLAGS)) -trimpath

.PHONY: help demo build test check vet unit system race fuzz browser setup fonts faults bench-life bench-center bench-fire bench-ui pictures manual-pictures looks samples notices openapi clean bench-live bench-growth bench-sync soak

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

build: ## the one binary, bin/hitomado
	@test -x bin/hitomado || echo 'building bin/hitomado; the first time takes a few minutes …' >&2
	@$(GO) build -o bin/hitomado ./cmd/hitomado

fonts:
	@deploy/install.sh fonts || true

demo: fonts build ## a living sample city; prints where to look (LISTEN=127.0.0.1:8090 for another port)
	@bin/hitomado demo $(if $(LISTEN),--listen $(LISTEN))

setup: ## everything the tests need (Debian and npm packages)
	@deploy/install.sh fonts tests

check: vet ## format, vet, architecture, unit tests
	@$(GO) test -short ./internal/archtest/... ./internal/base/... ./internal/town/... ./internal/record/... ./internal/front/... ./internal/center/... ./internal/paper/...

vet: ## format and vet alone
	@test -z "$$(gofmt -l cmd internal e2e tools 2>/dev/null | tee /dev/stderr)" || { echo "gofmt: the files above" >&2; exit 1; }
	@$(GO) vet ./...

# Where memory has room, test databases live in it: what an fsync costs on this
# machine's disk says nothing about the logic. The e2e tests stay on the disk.
memory := $(shell [ -w /dev/shm ] && [ "$$(df -Pk /dev/shm | awk 'NR==2 {print $$4}')" -gt 4000000 ] && echo /dev/shm)
in_memory = GOTMPDIR=$${TMPDIR:-/tmp} TMPDIR=$(or $(memory),$${TMPDIR:-/tmp})

unit: ## every room and face, on both engines
	@$(in_memory) $(GO) test -vet=off -shuffle=on ./cmd/... ./internal/...

system: ## the program from outside: faults, planted bugs, a whole life
	@$(GO) test -vet=off -shuffle=on -timeout 40m ./e2e/...

# SQLite, translated from C, is compiled without checks of its pointers, a quarter of
# the time; the race detector looks at it all the same.
race = $(in_memory) HITOMADO_TEST_ENGINE=sqlite CGO_ENABLED=1 $(GO) test -vet=off -race -gcflags=modernc.org/...=-d=checkptr=0 -short -timeout 25m
race: ## the packages with concurrency under the race detector, on SQLite
	@$(race) -run Concurrently ./internal/paper/page/scan
	@$(race) ./internal/base/db/... ./internal/base/jobs/... ./internal/base/limit/... ./internal/record/... ./internal/town/office/... ./internal/town/staff/... ./internal/hall/...

fuzz: ## a little fuzzing of every parser of outside input
	@tools/fuzz.sh 3s

browser: build
	@cd e2e && npx playwright test

test: setup ## everything: both engines, race detector, fuzz seeds, real browsers
	@$(MAKE) --no-print-directory vet unit
	@$(MAKE) --no-print-directory -j2 --output-sync=target system race
	@$(MAKE) --no-print-directory browser

samples: ## 30 filled pages with their ground truth, in samples/
	@$(GO) run ./cmd/samples -out samples -n 30 -seed 1

faults: ## hurt the town hall in 200 ways and compare what was told with what is stored
	@set -o pipefail; $(GO) test ./e2e/faults -run 'TestFaults|TestPlanted' -faults $(or $(N),200) -timeout 90m -v \
		| { while IFS= read -r line; do case "$$line" in faults=*) sum=$$line;; *'felt true'*) ;; *) echo "$$line";; esac; done; echo "$$sum"; }

bench-life: build ## the whole life of an application, both engines (JSON=1 for rows)
	@$(GO) run ./e2e/benchlife $(if $(JSON),-json)

bench-center: ## order of dispatch, routes, promises, residual errors, claims (JSON=1 for rows)
	@$(GO) run ./e2e/benchcenter $(if $(JSON),-json)

bench-fire: ## 100 people with random deaths, 10,000 tasks, both engines
	@$(GO) run ./e2e/benchcenter $(if $(JSON),-json) -only fire

bench-live: ## a thousand live screens: how soon each is told of a change, on one node and two
	@$(GO) run ./e2e/benchlive $(if $(JSON),-json)

bench-growth: build ## a life on SMALL= past applications and on PAST=, both engines (JSON=1 for rows)
	@$(GO) run ./e2e/benchgrowth $(if $(JSON),-json) $(if $(SMALL),-small $(SMALL)) $(if $(PAST),-past $(PAST))

bench-sync: build ## SQLite's groups of changes for one commit against slow syncs (strace; JSON=1 for rows)
	@$(GO) run ./e2e/benchsync -binary bin/hitomado $(if $(JSON),-json)

soak: build ## 30 minutes (MINUTES=) at 20 times (TIMES=) a ward's peak rate (ENGINE=): flat memory and latency, no error
	@$(GO) run ./e2e/soak $(if $(MINUTES),-minutes $(MINUTES)) $(if $(TIMES),-times $(TIMES)) $(if $(ENGINE),-engine $(ENGINE))

bench-ui: build ## page sizes, field switch, feedback, in a real browser
	@cd e2e && node bench-ui.mjs

pictures: build ## the README's five pictures, from the running demo
	@cd e2e && node pictures.mjs

manual-pictures: build ## the other pictures of the staff's manual
	@cd e2e && node pictures.mjs manual

looks: build ## the stored pictures of the main screens, which make browser compares with
	@cd e2e && LOOKS=renew npx playwright test same-looks -g "as stored"

notices: ## rewrite THIRD_PARTY.md from the modules in use
	@tools/notices.sh

openapi: ## rewrite the golden OpenAPI file
	@$(GO) test ./internal/api -run TestDescription -update

clean:
	@rm -rf bin samples e2e/test-results e2e/shots
