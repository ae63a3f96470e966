"""Prints, as JSON, what a DAG file hands to its operators: dag.py FILE DAY.

Stands in for Airflow, of which it has what the cookbook's DAG asks for, with the names of all arguments that are used, so that a
misspelt one is an error.
"""

import datetime
import json
import runpy
import sys
import types

tasks = {}


class Dag:
    def __init__(self, *, dag_id, schedule, start_date, catchup, max_active_runs, default_args):
        assert isinstance(start_date, datetime.datetime)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return None


def operator(*known):
    def make(*, task_id, **arguments):
        unknown = set(arguments) - set(known)
        if unknown:
            raise TypeError(f"{task_id}: unknown arguments {sorted(unknown)}")
        tasks[task_id] = arguments

    return make


class Model:
    """A class of the Kubernetes client: keeps what it is given."""

    def __init__(self, **fields):
        self.fields = fields


def module(name, **members):
    made = types.ModuleType(name)
    made.__dict__.update(members)
    sys.modules[name] = made
    return made


def datetime_in(*numbers, tz):
    return datetime.datetime(*numbers, tzinfo=datetime.timezone.utc)


def rendered(value):
    if isinstance(value, str):
        value = value.replace("{{ ds }}", sys.argv[2])
        assert "{{" not in value, value
        return value
    if isinstance(value, Model):
        return rendered(value.fields)
    if isinstance(value, dict):
        return {name: rendered(part) for name, part in value.items()}
    if isinstance(value, list):
        return [rendered(part) for part in value]
    return value


for package in ("airflow", "airflow.providers", "airflow.providers.cncf", "airflow.providers.cncf.kubernetes"):
    module(package)
for package in ("airflow.providers.cncf.kubernetes.operators", "airflow.providers.standard"):
    module(package)
module("airflow.providers.standard.operators")
module("airflow.sdk", DAG=Dag)
module(
    "airflow.providers.standard.operators.bash",
    BashOperator=operator("bash_command", "env", "append_env", "skip_on_exit_code", "cwd"),
)
module(
    "airflow.providers.cncf.kubernetes.operators.pod",
    KubernetesPodOperator=operator(
        "name", "image", "cmds", "arguments", "env_vars", "volumes", "volume_mounts", "container_resources",
        "security_context", "container_security_context", "termination_grace_period", "skip_on_exit_code",
    ),
)
models = module(
    "kubernetes.client.models",
    V1Volume=Model,
    V1VolumeMount=Model,
    V1PersistentVolumeClaimVolumeSource=Model,
    V1SecretVolumeSource=Model,
    V1ResourceRequirements=Model,
)
module("kubernetes")
module("kubernetes.client", models=models)
module("pendulum", datetime=datetime_in)

runpy.run_path(sys.argv[1])
json.dump(rendered(tasks), sys.stdout)
