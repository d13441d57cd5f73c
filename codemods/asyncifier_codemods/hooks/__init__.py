"""What the models can't say in data, one module per library: functions from a call's shape to its outcome.

The contract is `asyncifier.hooks`; a model names its module with `hooks = "…"` and a function with `code = "…"`.
"""
