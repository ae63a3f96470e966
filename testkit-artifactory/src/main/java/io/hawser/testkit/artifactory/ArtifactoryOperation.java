package io.hawser.testkit.artifactory;

import java.util.Map;

/** What a request to Artifactory asks for. */
public enum ArtifactoryOperation {
    /** {@code GET /repo/path}. */
    DOWNLOAD,
    /** {@code HEAD /repo/path}. */
    HEAD,
    /** {@code PUT /repo/path} with the bytes. */
    DEPLOY,
    /** {@code PUT /repo/path} with {@code X-Checksum-Deploy: true}. */
    CHECKSUM_DEPLOY,
    /** {@code PUT /repo/path} with {@code X-Explode-Archive}. */
    EXPLODE,
    /** {@code PUT /repo/path/}. */
    MAKE_FOLDER,
    /** {@code DELETE /repo/path}. */
    DELETE,
    /** {@code GET /api/storage/repo/path}: file info and folder info. */
    INFO,
    /** {@code GET /api/storage/repo/path?properties}. */
    PROPERTIES,
    /** {@code GET /api/storage/repo/path?list}. */
    LIST,
    /** {@code PUT /api/storage/repo/path?properties=…}. */
    SET_PROPERTIES,
    /** {@code DELETE /api/storage/repo/path?properties=…}. */
    DELETE_PROPERTIES,
    /** {@code PATCH /api/metadata/repo/path}. */
    UPDATE_PROPERTIES,
    /** {@code POST /api/search/aql}. */
    AQL,
    /** {@code POST /api/copy/repo/path?to=/repo/path}. */
    COPY,
    /** {@code POST /api/move/repo/path?to=/repo/path}. */
    MOVE,
    /** {@code GET /api/repositories}. */
    REPOSITORIES,
    /** {@code GET /api/system/ping}. */
    PING,
    /** {@code GET /api/system/version}. */
    VERSION,
    /** What this server does not know. */
    OTHER;

    /** Whether it leaves everything as it is. */
    public boolean reads() {
        return switch (this) {
            case DOWNLOAD, HEAD, INFO, PROPERTIES, LIST, AQL, REPOSITORIES, PING, VERSION, OTHER -> true;
            case DEPLOY,
                    CHECKSUM_DEPLOY,
                    EXPLODE,
                    MAKE_FOLDER,
                    DELETE,
                    SET_PROPERTIES,
                    DELETE_PROPERTIES,
                    UPDATE_PROPERTIES,
                    COPY,
                    MOVE -> false;
        };
    }

    /** Of a request below {@code /api/storage/}. */
    static ArtifactoryOperation ofStorage(String method, Map<String, String> query) {
        boolean properties = query.containsKey("properties");
        return switch (method) {
            case "GET" -> query.containsKey("list") ? LIST : properties ? PROPERTIES : INFO;
            case "PUT" -> properties ? SET_PROPERTIES : OTHER;
            case "DELETE" -> properties ? DELETE_PROPERTIES : OTHER;
            default -> OTHER;
        };
    }
}
