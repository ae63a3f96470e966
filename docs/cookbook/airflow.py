"""A vendor's daily file, fetched by Airflow 3 (for Airflow 2: `from airflow import DAG`, `airflow.operators.bash`).

The variable VENDOR says where the files are, LANDING where they go; what else Hawser needs to know stands in its own variables.
"""

from datetime import timedelta

import pendulum
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG
from kubernetes.client import models as k8s

with DAG(
    dag_id="vendor_daily",
    schedule="0 4 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    # Two runs at once do no harm: one of them works, the other says so and is tried again.
    max_active_runs=1,
    default_args={
        # Each try goes on where the last one stopped.
        "retries": 5,
        "retry_delay": timedelta(minutes=2),
        "retry_exponential_backoff": True,
        "execution_timeout": timedelta(hours=2),
    },
) as dag:
    # On a worker that has the hawser command. LANDING is on a disk that the next try sees too.
    fetch = BashOperator(
        task_id="fetch",
        # exec: the signal that stops the task reaches Hawser itself.
        bash_command=(
            "exec hawser cp --verify sidecar:md5 --if-exists changed --report \"$LANDING/report.jsonl\""
            " \"$VENDOR/full-{{ ds }}.csv.gz\" \"$LANDING/\""
        ),
        env={
            "VENDOR": "sftp://hawser@files.example.com/out",
            "LANDING": "/data/vendor",
            "HAWSER_IDENTITY": "/etc/hawser/id_ed25519",
            "HAWSER_SSH_OPTION": "UserKnownHostsFile=/etc/hawser/known_hosts",
            "HAWSER_PROGRESS": "plain",
        },
        append_env=True,
        # No exit status of Hawser means "skipped": a file that did not come is a failed task.
        skip_on_exit_code=None,
    )

    # The same in a pod of its own.
    fetch_in_pod = KubernetesPodOperator(
        task_id="fetch_in_pod",
        name="vendor-daily",
        image="registry.example.com/hawser:0.1.0",
        arguments=[
            "cp",
            "--verify",
            "sidecar:md5",
            "--if-exists",
            "changed",
            "--report",
            "/data/report.jsonl",
            "$(VENDOR)/full-{{ ds }}.csv.gz",
            "/data/",
        ],
        env_vars={
            "VENDOR": "sftp://hawser@files.example.com/out",
            "HAWSER_IDENTITY": "/etc/hawser/id_ed25519",
            "HAWSER_SSH_OPTION": "UserKnownHostsFile=/etc/hawser/known_hosts",
            "HAWSER_PROGRESS": "plain",
        },
        volumes=[
            # The same claim for every try: partial data lies beside the target.
            k8s.V1Volume(
                name="data",
                persistent_volume_claim=k8s.V1PersistentVolumeClaimVolumeSource(claim_name="vendor-data"),
            ),
            k8s.V1Volume(name="ssh", secret=k8s.V1SecretVolumeSource(secret_name="vendor-ssh", default_mode=0o440)),
        ],
        volume_mounts=[
            k8s.V1VolumeMount(name="data", mount_path="/data"),
            k8s.V1VolumeMount(name="ssh", mount_path="/etc/hawser", read_only=True),
        ],
        container_resources=k8s.V1ResourceRequirements(
            requests={"cpu": "250m", "memory": "256Mi"}, limits={"memory": "256Mi"}
        ),
        security_context={"runAsNonRoot": True, "runAsUser": 10001, "runAsGroup": 10001, "fsGroup": 10001},
        container_security_context={
            "readOnlyRootFilesystem": True,
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
        },
        # Hawser ends within 10 seconds of a SIGTERM.
        termination_grace_period=30,
        skip_on_exit_code=None,
    )
