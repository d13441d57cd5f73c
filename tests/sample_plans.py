"""Plans made by hand, for the tests of reports and of the command line."""

from __future__ import annotations

from asyncifier.edits import EditCall, MakeAsync, Ref
from asyncifier.errors import FileProblem
from asyncifier.plan import (
    FilePlan,
    FunctionPlan,
    Link,
    Plan,
    Refusal,
    SitePlan,
    Step,
    TextChange,
)

API, REPO = "src/shop/api.py", "src/shop/repo.py"

TO_REPO = Link("shop.api.get_user", API, 12, "shop.repo.UserRepo.find")
TO_DATABASE = Link("shop.repo.UserRepo.find", REPO, 31, "psycopg2.extensions.cursor.execute")

EMPTY = Plan("shop")

SHOP = Plan(
    "shop",
    functions=(
        FunctionPlan("shop.api.get_user", API, 10, "async", "calls UserRepo.find", (TO_REPO, TO_DATABASE)),
        FunctionPlan("shop.api.health", API, 40, "sync", "reaches no I/O"),
        FunctionPlan("shop.repo.UserRepo.find", REPO, 30, "both", "used from both worlds", (TO_DATABASE,)),
    ),
    sites=(
        SitePlan(API, 12, 12, "await", "shop.repo.UserRepo.find", "it becomes async"),
        SitePlan(API, 20, 5, "offload", "shop.images.resize", "blocks, has no async [equivalent]"),
        SitePlan(REPO, 31, 9, "await", "psycopg2.extensions.cursor.execute", "I/O"),
    ),
    refusals=(
        Refusal(
            "no-equivalent", REPO, 44, "copy_expert has no async equivalent", "use cursor.copy()", column=9
        ),
        Refusal("unknown-type", API, 0, "100 %: a, b | <T>\nis unknown", "", severity="warning"),
    ),
    steps=(Step("drivers", (API, REPO), "psycopg2 becomes psycopg"), Step("tests", (), "pytest-asyncio")),
    files=(
        FilePlan(API, (MakeAsync(Ref("def", 0)), EditCall(Ref("call", 0), awaited=True))),
        FilePlan(REPO, (MakeAsync(Ref("def", 1)),)),
    ),
    texts=(TextChange("pyproject.toml", "psycopg2\n", "psycopg\n", "psycopg2 becomes psycopg"),),
)

BIG = Plan(
    "big",
    functions=tuple(
        FunctionPlan(f"app.work.task{number:02}", "app/work.py", number, "async", "reads the database")
        for number in range(1, 42)
    ),
    files=(FilePlan("app/work.py", ()),),
)

PROBLEMS = (FileProblem("src/shop/broken.py", 3, "not valid Python: invalid syntax"),)
