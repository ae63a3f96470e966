package io.hawser.testkit.artifactory;

/**
 * Somebody who may ask.
 *
 * @param name what answers call him
 * @param password for basic authentication, where the API key and the token stand for it too
 * @param apiKey for {@code X-JFrog-Art-Api}, where the token stands for it too
 * @param token for {@code Authorization: Bearer}
 * @param admin whether he may ask for everything, such as AQL without the names of items
 * @param writes whether he may deploy and annotate
 * @param deletes whether he may delete, move away and overwrite
 */
public record ArtifactoryUser(
        String name, String password, String apiKey, String token, boolean admin, boolean writes, boolean deletes) {
    /** Nobody: who gives no credentials. He reads, where that is allowed. */
    static final ArtifactoryUser ANONYMOUS = new ArtifactoryUser("anonymous", "", "", "", false, false, false);

    /** A user with all rights but those of an administrator; his secrets follow from the name. */
    public static ArtifactoryUser named(String name) {
        return new ArtifactoryUser(name, name + "-password", name + "-api-key", name + "-token", false, true, true);
    }

    /** This user as an administrator. */
    public ArtifactoryUser asAdmin() {
        return new ArtifactoryUser(name, password, apiKey, token, true, true, true);
    }

    /** This user with the right to read, and no other. */
    public ArtifactoryUser readOnly() {
        return new ArtifactoryUser(name, password, apiKey, token, false, false, false);
    }

    /** This user without the right to delete and to overwrite. */
    public ArtifactoryUser withoutDelete() {
        return new ArtifactoryUser(name, password, apiKey, token, false, writes, false);
    }

    boolean isAnonymous() {
        return this == ANONYMOUS;
    }

    @Override
    public String toString() {
        return name;
    }
}
