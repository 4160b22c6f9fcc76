"""Suisei: records machine-learning experiments.

    from suisei import Experiment

    experiment = Experiment(project_name="digits")
    experiment.log_metric("loss", 0.5, step=1)

Names load when they are used, so that the helper processes start quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .experiment import Experiment

__all__ = ["Experiment", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "Experiment":
        from .experiment import Experiment

        return Experiment
    raise AttributeError(f"module `suisei` has no attribute `{name}`")
