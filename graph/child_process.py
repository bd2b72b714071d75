"""A process that works for another does not outlive it."""

import os
from multiprocessing import parent_process
from threading import Thread


def end_with_parent() -> None:
    """End this process when the one that started it has ended, killed or not: call it at the start.

    Without it, the worker of a build that was killed would wait for work for ever, or write into the
    folder of the build that comes next. It does nothing in a process that `multiprocessing` did not start.
    """
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait, name="end-with-parent", daemon=True).start()
