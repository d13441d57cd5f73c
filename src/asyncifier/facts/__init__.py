"""What one file says, taken from its bytes alone: scopes, names, calls and how values flow between them.

`read_facts` is a pure function: no neighbour file, no configuration, no path enters, so the result can be
cached by content and computed in any process. Everything later works on these values; the tree is gone.
"""

from __future__ import annotations

from asyncifier.facts.extract import read_facts
from asyncifier.facts.values import EXTRACTOR_VERSION, ModuleFacts, decode_facts, encode_facts

__all__ = ["EXTRACTOR_VERSION", "ModuleFacts", "decode_facts", "encode_facts", "read_facts"]
