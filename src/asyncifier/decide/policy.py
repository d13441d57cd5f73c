"""What is laid down before anything is decided: by the user, and by what earlier rounds found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from asyncifier.decide.executor import Executor
from asyncifier.graph import CallGraph


@dataclass(frozen=True)
class Policy:
    """The rules for one program; without any, all of it may turn async."""

    keep_sync: Sequence[str] = ()
    """Globs of functions that stay synchronous."""
    entry_points: Sequence[str] = ()
    """Globs of functions that outsiders call synchronously."""
    declared_async: Sequence[str] = ()
    """Globs of functions that are async whatever they do."""
    frozen: Mapping[str, str] = field(default_factory=dict)
    """The paths of files that can't be rewritten, with the reason: nothing in them changes."""
    foreign: frozenset[str] = frozenset()
    """The paths of files that give types only."""
    lowest_python: tuple[int, int] = (3, 11)
    """The program runs on this version and later."""
    mark_conflicts: bool = False
    """See `config.CONFLICTS`."""
    bridge_calls: bool = False
    """See `config.BRIDGES`."""
    portals: frozenset[str] = frozenset()
    """Modules of the project that run one event loop for all synchronous callers: see `portal`."""
    executor: Executor | None = None
    """The threads for what blocks; None: those of asyncio."""
    files: str = "leave"
    """See `config.FILE_POLICIES`."""
    max_concurrency: int | None = None
    """How many connections of `with` blocks may be open at once, in each module."""
    twins: str = "offload"
    """See `config.TWIN_MODES`."""
    twin_name: str = "{name}_async"
    twin_public: Sequence[str] = ()
    """Globs of functions that keep a synchronous form for callers outside."""

    def foreign_modules(self, graph: CallGraph) -> frozenset[int]:
        """The modules of the graph that `foreign` names."""
        return frozenset(index for index, module in enumerate(graph.modules) if module.path in self.foreign)
