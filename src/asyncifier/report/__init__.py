"""The plan in the forms people and programs read: text, JSON, SARIF, GitHub annotations, Markdown, a patch.

Every report is a pure function from values to text; it may know `plan`, `edits` and `errors`, and nothing of
the engine, the disk or the terminal. The same plan gives the same bytes.
"""
