# Commands of the house. `make help` lists them; setup/ holds the set-up that most of them begin with.
.DEFAULT_GOAL := help
.PHONY: help run setup spark test check lint format bench samples translations requirements browser-assets hooks clean

ready = @PYTHON='$(PYTHON)' sh setup/start.sh
bin = .venv/bin
lock = $(bin)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

SEED ?= 1
COUNT ?= 4
OUT ?= sample_docs/generated

help: ## 列出全部命令 / show this list
	@awk -F ':[a-z ]*## ' '/^[a-z-]+:[a-z ]*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

run: ## 安装并启动服务 / set up and serve on http://127.0.0.1:8000
	$(ready) run
	@$(bin)/flask serve

setup: ## 只安装 / set up only: packages, page scripts, database, demo branch
	$(ready) run

spark: ## 另装 Spark（可选，需要 Java） / set up Spark beside it, for bases beyond one machine: pyspark and Java
	$(ready) spark

test: ## 运行全部测试 / set up, then run every test; ARGS='tests/unit -k name' picks some
	$(ready) tests
	@$(bin)/pytest --quiet --numprocesses 2 $(ARGS)

check: lint ## 提交前检查 / format, lint, types, import contracts, quick tests
	@$(bin)/pytest --quiet $(wildcard tests/unit tests/cases tests/house)

lint: ## 只检查代码，不运行测试 / format, lint, types, import contracts
	$(ready) tests
	@$(bin)/ruff format --check .
	@$(bin)/ruff check .
	@$(bin)/mypy
	@$(bin)/lint-imports --no-logo

format: ## 整理代码格式 / put the code into its form and mend what lint can mend
	$(ready) tools
	@$(bin)/ruff format .
	@$(bin)/ruff check --fix .

bench: ## 性能测量 / measure speed; results go to bench/results
	$(ready) service
	@$(bin)/python -m bench $(ARGS)

samples: ## 绘制证件样本 / draw specimen documents: SEED, COUNT per type, OUT, ARGS=--degrade
	$(ready) service
	@$(bin)/python -m sample_docs.generate --seed $(SEED) --count $(COUNT) --out $(OUT) $(ARGS)

translations: ## 更新界面译文目录 / bring the pages' texts into the catalogue, to be translated there
	$(ready) tools
	@$(bin)/pybabel extract --no-wrap --no-location --sort-output -F babel.cfg -o build/messages.pot .
	@$(bin)/pybabel update --no-wrap --no-fuzzy-matching --ignore-obsolete -i build/messages.pot -d kyc/web/translations

requirements: ## 更新依赖锁定 / lock the Python packages and page scripts anew; ARGS=--upgrade for newer ones
	$(ready) tools
	@$(lock) $(ARGS) --override requirements-override.txt requirements.in --output-file requirements.txt
	@$(lock) $(ARGS) requirements-dev.in --output-file requirements-dev.txt
	@$(lock) $(ARGS) requirements-spark.in --output-file requirements-spark.txt
	@$(lock) $(ARGS) requirements-node.in --output-file requirements-node.txt
	@npm install --package-lock-only

browser-assets: ## 只获取页面脚本 / fetch the pages' scripts only
	$(ready) assets

hooks: ## 提交时自动检查 / check every commit before it is made (pre-commit)
	$(ready) tools
	@$(bin)/pre-commit install

clean: ## 删除安装产物（不动数据） / remove all that the set-up made, but never the data folder
	rm -rf .venv node_modules build kyc/web/static/vendor .*_cache
