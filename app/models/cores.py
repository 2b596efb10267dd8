"""How many processor cores this process may really use. Knows no model."""

from __future__ import annotations

import math
import os
from pathlib import Path


def physical_cores() -> int:
    """Return the number of physical cores open to this process, at least 1.

    Two hardware threads of a core count once: llama.cpp's arithmetic gains nothing from the second. A container's
    CPU quota counts too. Where the system does not say (not Linux), it is the number of logical processors.
    """
    allowed = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))
    cores = {_siblings(number) for number in allowed}
    return max(1, min(len(cores), _quota()))


def _siblings(number: int) -> str:
    """Return what is the same for the hardware threads of one core (Linux sysfs), else the number itself."""
    try:
        path = Path(f"/sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list")
        return path.read_text(encoding="ascii").strip() or str(number)
    except (OSError, ValueError):
        return str(number)


def _quota() -> int:
    """Return the cores that the control group's quota amounts to (Linux `cpu.max`), rounded up."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return max(1, math.ceil(int(quota) / int(period)))
    except (OSError, ValueError):
        return 1_000_000
