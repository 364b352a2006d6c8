"""A Ray cluster of one machine for the tests, in a process of its own: says its address, ends when its input does.

Local, small, without dashboard, monitors or usage reports. The raylet waits fifteen seconds for the agents beside it to
write down their ports, which is too short where many tests run side by side: the ports are given, so they are there.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile

os.environ |= {
    "RAY_USAGE_STATS_ENABLED": "0", "RAY_worker_register_timeout_seconds": "300",
    "RAY_worker_niceness": "0",             # 15 elsewhere: last of all, beside other tests
}  # fmt: skip

import ray._private.services as services
from ray import _raylet
from ray._private.node import Node
from ray._private.parameter import RayParams

HOST = "127.0.0.1"
PORTS = {
    "metrics_agent_port": _raylet.METRICS_AGENT_PORT_NAME,
    "metrics_export_port": _raylet.METRICS_EXPORT_PORT_NAME,
    "dashboard_agent_listen_port": _raylet.DASHBOARD_AGENT_LISTEN_PORT_NAME,
    "runtime_env_agent_port": _raylet.RUNTIME_ENV_AGENT_PORT_NAME,
}


def free_ports(count: int) -> list[int]:
    held = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def main() -> None:
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    start = services.start_raylet

    def started(*given, **more):
        for name, port in ports.items():
            _raylet.persist_port(given[11], given[2], PORTS[name], port)    # session's folder, node
        return start(*given, **more)

    services.start_raylet = started
    # Its sockets need a short path.
    with tempfile.TemporaryDirectory(prefix="ray", ignore_cleanup_errors=True) as folder:
        params = RayParams(
            num_cpus=2, num_gpus=0, object_store_memory=100 * 2**20, include_dashboard=False, no_monitor=True,
            include_log_monitor=False, temp_dir=folder, min_worker_port=0, max_worker_port=0, **ports,
        )  # fmt: skip
        node = Node(params, head=True, shutdown_at_exit=True, spawn_reaper=True)
        print(node.gcs_address, flush=True)
        sys.stdin.read()
        node.kill_all_processes(check_alive=False, allow_graceful=True)


if __name__ == "__main__":
    main()
