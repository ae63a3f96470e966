"""Fetches objects of the bucket 'bucket' as a user of s3transfer or boto3 does: WAY ENDPOINT WORKERS FOLDER FIRST-KEY COUNT."""

import os
import sys

way, endpoint, workers, folder, first, count = sys.argv[1:]
names = [first] if count == "1" else [first + str(i) for i in range(int(count))]
client = {
    "endpoint_url": endpoint,
    "region_name": "us-east-1",
    "aws_access_key_id": "id",
    "aws_secret_access_key": "secret",
}
os.makedirs(folder, exist_ok=True)

if way == "processpool":
    from s3transfer.processpool import ProcessPoolDownloader, ProcessTransferConfig

    config = ProcessTransferConfig(max_request_processes=int(workers))
    with ProcessPoolDownloader(client_kwargs=client, config=config) as downloader:
        futures = [
            downloader.download_file("bucket", name, os.path.join(folder, os.path.basename(name))) for name in names
        ]
        for future in futures:
            future.result()
else:
    import boto3
    from s3transfer.manager import TransferConfig, TransferManager

    config = TransferConfig(max_request_concurrency=int(workers))
    with TransferManager(boto3.client("s3", **client), config) as manager:
        futures = [
            manager.download("bucket", name, os.path.join(folder, os.path.basename(name))) for name in names
        ]
        for future in futures:
            future.result()
