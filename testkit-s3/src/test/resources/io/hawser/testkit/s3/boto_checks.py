"""Works with an S3 server through boto3 and prints the name of each check that held.

Arguments: the endpoint, the access key, the secret key, a bucket to make, and the names of the checks.
"""
import hashlib
import io
import sys

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.handlers import add_expect_header

endpoint, access, secret, bucket, *names = sys.argv[1:]
MIB = 1 << 20


def client_with(secret_key):
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=access,
        aws_secret_access_key=secret_key,
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )


s3 = client_with(secret)


def content(size, seed=1):
    return (hashlib.sha256(bytes([seed])).digest() * (size // 32 + 1))[:size]


def fails(code, call, **arguments):
    try:
        call(Bucket=bucket, **arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error
    raise AssertionError("no " + code)


def without_expect():
    """From here on no request waits for the server to ask for its content."""
    s3.meta.events.unregister("before-call.s3", add_expect_header)


def objects():
    data = content(100_000)
    put = s3.put_object(Bucket=bucket, Key="a/ü+ %41", Body=data, ContentType="text/x", Metadata={"name": "value"})
    assert put["ETag"] == '"' + hashlib.md5(data).hexdigest() + '"', put
    head = s3.head_object(Bucket=bucket, Key="a/ü+ %41")
    assert head["ContentLength"] == len(data), head
    assert head["ContentType"] == "text/x", head
    assert head["Metadata"] == {"name": "value"}, head
    got = s3.get_object(Bucket=bucket, Key="a/ü+ %41")
    assert got["Body"].read() == data
    part = s3.get_object(Bucket=bucket, Key="a/ü+ %41", Range="bytes=500-999", IfMatch=put["ETag"])
    assert part["ContentRange"] == "bytes 500-999/100000", part
    assert part["Body"].read() == data[500:1000]
    fails("PreconditionFailed", s3.get_object, Key="a/ü+ %41", IfMatch='"other"')
    fails("InvalidRange", s3.get_object, Key="a/ü+ %41", Range="bytes=100000-")
    fails("NoSuchKey", s3.get_object, Key="missing")
    fails("404", s3.head_object, Key="missing")
    s3.delete_object(Bucket=bucket, Key="a/ü+ %41")
    fails("404", s3.head_object, Key="a/ü+ %41")


def signatures():
    s3.put_object(Bucket=bucket, Key="signed", Body=b"x")
    fails("SignatureDoesNotMatch", client_with("wrong").get_object, Key="signed")


def multipart():
    data = content(17 * MIB + 5, 2)
    s3.upload_fileobj(
        io.BytesIO(data), bucket, "large", Config=TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)
    )
    parts = [data[i : i + 5 * MIB] for i in range(0, len(data), 5 * MIB)]
    tag = hashlib.md5(b"".join(hashlib.md5(part).digest() for part in parts)).hexdigest()
    assert s3.head_object(Bucket=bucket, Key="large")["ETag"] == f'"{tag}-4"'
    into = io.BytesIO()
    s3.download_fileobj(bucket, "large", into, Config=TransferConfig(multipart_threshold=MIB, multipart_chunksize=MIB))
    assert into.getvalue() == data
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def begin(key, *parts):
    upload = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    tags = {}
    for number, part in parts:
        tags[number] = s3.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=number, Body=part)["ETag"]
    return upload, tags


def listed(upload, key, **arguments):
    return [
        (part["PartNumber"], part["ETag"], part["Size"])
        for page in s3.get_paginator("list_parts").paginate(Bucket=bucket, Key=key, UploadId=upload, **arguments)
        for part in page["Parts"]
    ]


def finish(key, upload, tags):
    parts = [{"PartNumber": number, "ETag": tags[number]} for number in sorted(tags)]
    return s3.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts})


def uploads():
    first, last = content(5 * MIB, 3), b"last"
    upload, tags = begin("resumed", (3, last), (1, first))
    assert tags[1] == '"' + hashlib.md5(first).hexdigest() + '"', tags
    assert listed(upload, "resumed") == [(1, tags[1], len(first)), (3, tags[3], len(last))]
    under_way = s3.list_multipart_uploads(Bucket=bucket, Prefix="resumed")["Uploads"]
    assert [(u["Key"], u["UploadId"]) for u in under_way] == [("resumed", upload)], under_way
    finish("resumed", upload, tags)
    assert s3.get_object(Bucket=bucket, Key="resumed")["Body"].read() == first + last
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket, Prefix="resumed")


def refused_uploads():
    upload, tags = begin("refused", (1, b"small"), (2, b"parts"))
    try:
        finish("refused", upload, tags)
        raise AssertionError("parts that are too small")
    except ClientError as error:
        assert error.response["Error"]["Code"] == "EntityTooSmall", error
    s3.abort_multipart_upload(Bucket=bucket, Key="refused", UploadId=upload)
    upload, _ = begin("refused", (1, b"part"))
    try:
        finish("refused", upload, {1: '"00000000000000000000000000000000"'})
        raise AssertionError("a part that is not there")
    except ClientError as error:
        assert error.response["Error"]["Code"] == "InvalidPart", error
    s3.abort_multipart_upload(Bucket=bucket, Key="refused", UploadId=upload)
    fails("404", s3.head_object, Key="refused")
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket, Prefix="refused")


def part_pages():
    upload, tags = begin("paged", *[(number, b"part") for number in (9, 2, 5, 7, 1)])
    assert [part[0] for part in listed(upload, "paged", PaginationConfig={"PageSize": 2})] == [1, 2, 5, 7, 9]
    s3.abort_multipart_upload(Bucket=bucket, Key="paged", UploadId=upload)


def lists():
    names = sorted(f"list/{folder}/{number:02}" for folder in "abc" for number in range(5)) + ["list/z"]
    for name in names:
        s3.put_object(Bucket=bucket, Key=name, Body=name.encode())
    pages = list(
        s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="list/", PaginationConfig={"PageSize": 4})
    )
    found = [item for page in pages for item in page["Contents"]]
    assert [item["Key"] for item in found] == names, found
    assert all(item["Size"] == len(item["Key"]) for item in found)
    assert found[0]["ETag"] == '"' + hashlib.md5(names[0].encode()).hexdigest() + '"', found[0]
    assert len(pages) == 4, pages
    pages = list(
        s3.get_paginator("list_objects_v2").paginate(
            Bucket=bucket, Prefix="list/", Delimiter="/", PaginationConfig={"PageSize": 2}
        )
    )
    folders = [folder["Prefix"] for page in pages for folder in page.get("CommonPrefixes", [])]
    assert folders == ["list/a/", "list/b/", "list/c/"], folders
    assert [item["Key"] for page in pages for item in page.get("Contents", [])] == ["list/z"]
    after = s3.list_objects_v2(Bucket=bucket, Prefix="list/", StartAfter="list/c/03")["Contents"]
    assert [item["Key"] for item in after] == ["list/c/04", "list/z"], after


def copies():
    data = content(6 * MIB, 4)
    tag = s3.put_object(Bucket=bucket, Key="from +", Body=data, Metadata={"name": "value"}, ContentType="text/x")["ETag"]
    source = {"Bucket": bucket, "Key": "from +"}
    assert s3.copy_object(Bucket=bucket, Key="to", CopySource=source)["CopyObjectResult"]["ETag"] == tag
    head = s3.head_object(Bucket=bucket, Key="to")
    assert (head["Metadata"], head["ContentType"], head["ContentLength"]) == ({"name": "value"}, "text/x", len(data)), head
    fails("PreconditionFailed", s3.copy_object, Key="to", CopySource=source, CopySourceIfMatch='"other"')
    upload, tags = begin("joined", (2, b"end"))
    copied = s3.upload_part_copy(
        Bucket=bucket,
        Key="joined",
        UploadId=upload,
        PartNumber=1,
        CopySource=source,
        CopySourceRange=f"bytes=10-{5 * MIB + 9}",
    )
    tags[1] = copied["CopyPartResult"]["ETag"]
    finish("joined", upload, tags)
    assert s3.get_object(Bucket=bucket, Key="joined")["Body"].read() == data[10 : 5 * MIB + 10] + b"end"


def replaced_metadata():
    s3.put_object(Bucket=bucket, Key="plain", Body=b"data", Metadata={"name": "value"}, ContentType="text/x")
    source = {"Bucket": bucket, "Key": "plain"}
    s3.copy_object(
        Bucket=bucket, Key="to", CopySource=source, MetadataDirective="REPLACE", Metadata={"other": "1"}, ContentType="text/y"
    )
    head = s3.head_object(Bucket=bucket, Key="to")
    assert (head["Metadata"], head["ContentType"]) == ({"other": "1"}, "text/y"), head


def versions():
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    ids = [s3.put_object(Bucket=bucket, Key="versioned", Body=body)["VersionId"] for body in (b"1", b"22", b"333")]
    assert len(set(ids)) == 3, ids
    marker = s3.delete_object(Bucket=bucket, Key="versioned")
    assert marker["DeleteMarker"], marker
    fails("NoSuchKey", s3.get_object, Key="versioned")
    assert s3.get_object(Bucket=bucket, Key="versioned", VersionId=ids[1])["Body"].read() == b"22"
    pages = list(
        s3.get_paginator("list_object_versions").paginate(
            Bucket=bucket, Prefix="versioned", PaginationConfig={"PageSize": 2}
        )
    )
    found = [version for page in pages for version in page.get("Versions", [])]
    assert [(v["VersionId"], v["Size"], v["IsLatest"]) for v in found] == [
        (ids[2], 3, False),
        (ids[1], 2, False),
        (ids[0], 1, False),
    ], found
    markers = [m for page in pages for m in page.get("DeleteMarkers", [])]
    assert [m["IsLatest"] for m in markers] == [True], markers
    s3.delete_object(Bucket=bucket, Key="versioned", VersionId=markers[0]["VersionId"])
    assert s3.get_object(Bucket=bucket, Key="versioned")["Body"].read() == b"333"
    s3.delete_object(Bucket=bucket, Key="versioned", VersionId=ids[2])
    assert s3.get_object(Bucket=bucket, Key="versioned")["Body"].read() == b"22"


def named_markers():
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=bucket, Key="marked", Body=b"1")
    marker = s3.delete_object(Bucket=bucket, Key="marked")["VersionId"]
    listed_markers = s3.list_object_versions(Bucket=bucket, Prefix="marked")["DeleteMarkers"]
    assert [m["VersionId"] for m in listed_markers] == [marker], listed_markers
    answer = s3.delete_object(Bucket=bucket, Key="marked", VersionId=marker)
    assert (answer["DeleteMarker"], answer["VersionId"]) == (True, marker), answer


def deletes():
    for key in ("gone 1", "gone 2", "kept"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "gone 1"}, {"Key": "gone 2"}, {"Key": "never"}]})
    assert sorted(item["Key"] for item in answer["Deleted"]) == ["gone 1", "gone 2", "never"], answer
    fails("404", s3.head_object, Key="gone 1")
    s3.head_object(Bucket=bucket, Key="kept")


def reading():
    """Reads and lists what is there already, from an endpoint that can do no more."""
    names = [f"folder/{number:04} +" for number in range(1_200)]
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    found = [item for page in pages for item in page["Contents"]]
    assert [item["Key"] for item in found] == names + ["large"], found
    into = io.BytesIO()
    s3.download_fileobj(bucket, "large", into, Config=TransferConfig(multipart_threshold=MIB, multipart_chunksize=MIB))
    assert into.getvalue() == content(5 * MIB + 1)
    head = s3.head_object(Bucket=bucket, Key=names[7])
    assert (head["ContentLength"], head["ETag"]) == (4, found[7]["ETag"]), head
    assert s3.get_object(Bucket=bucket, Key=names[7], IfMatch=head["ETag"])["Body"].read() == b"0007"
    fails("412", s3.get_object, Key=names[7], IfMatch='"other"')
    fails("404", s3.head_object, Key="missing")


if names != ["reading"]:
    s3.create_bucket(Bucket=bucket)
for name in names:
    globals()[name]()
    print(name)
