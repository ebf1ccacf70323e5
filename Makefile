# Everything goes through npm and npx, so that the project's own Node (node_modules/.bin/node) comes before the system's.
# Needs: make, npm and any Node from 20 on.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help scan test test-full test-chart test-k8s test-image bench-check lint typecheck dev secrets tools clean

installed := node_modules/.package-lock.json
export DIR ARGS

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20
	@echo "Example: make scan DIR=../some/repository ARGS='--format json --fail-on high'"

scan: $(installed) ## Scan DIR=path-or-git-url and print its cryptography; ARGS= are passed on
	@test -n "$$DIR" || { echo "Say what to scan: make scan DIR=path-or-git-url" >&2; exit 2; }
	@npx --no-install pqc-audit scan "$$DIR" $(ARGS)

test: $(installed) tools ## Run every test, after obtaining the servers they need
	@npm run --silent test:all

test-full: $(installed) tools ## Run everything that can be tried: hours
	@npm run --silent test:full

test-chart: $(installed) tools ## Check the Helm chart: lint, Kubernetes' own schemas, what the rendered objects say
	@npm run --silent test:chart

test-k8s: $(installed) tools ## Let a real control plane scale the release; builds it first, half an hour the first time
	@npm run --silent test:k8s

test-image: $(installed) tools ## Build the image twice and run it, without a container engine: root, buildah, debootstrap
	@npm run --silent test:image

bench-check: $(installed) ## Measure, and fail where a ratio is more than 20 % worse than in tests/bench/ratios.json
	@npm run --silent bench -- --check $(ARGS)

lint: $(installed) ## Check style and common mistakes
	@npm run --silent lint

typecheck: $(installed) ## Check types
	@npm run --silent typecheck

dev: $(installed) tools ## Start the whole cluster as processes on this machine, without containers
	@npm run --silent dev

secrets: $(installed) ## Make the secrets of deploy/compose.yaml, once
	@npm run --silent secrets

tools: $(installed) ## Find or obtain nats-server, an S3 server, PostgreSQL and Chromium for the tests (into .tools)
	@npm run --silent test:tools

clean: ## Remove what was installed, obtained or built
	rm -rf node_modules .tools dist coverage

# npm writes this file itself; the touch covers an npm that leaves it older than the lock file.
$(installed): package-lock.json
	npm ci --loglevel=error
	@touch $(installed)
