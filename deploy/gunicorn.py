"""How the web processes run; the address they listen on is given when they are started."""

from __future__ import annotations

import os

#: One for each processor, two at least: while one imports a manuscript the other answers.
workers = int(os.environ.get("WEB_CONCURRENCY", max(2, os.cpu_count() or 1)))
threads = 4
#: Longer than the slowest upload of a manuscript takes.
timeout = 120
#: A process is replaced now and then, not all at once.
max_requests = 5000
max_requests_jitter = 500
#: In memory: a heartbeat on a busy disk would look like a process that hangs.
worker_tmp_dir = "/dev/shm"  # noqa: S108 - gunicorn makes a file of its own there
accesslog = "-"
#: Two on one machine would want the same one.
control_socket_disable = True
