"""What stands for a function that turned, in tests, turns too."""  # slow

import re
import subprocess
import sys

done = subprocess.run(
    [sys.executable, "-W", "error::RuntimeWarning", "-m", "pytest", "-q", "-p", "no:cacheprovider"], capture_output=True, text=True
)
print(re.findall(r"\d+ (?:passed|failed|errors?)", done.stdout) or done.stdout + done.stderr)
