package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hawser.StoreException;
import io.hawser.store.ListOptions;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.s3.S3Exchange;
import io.hawser.testkit.s3.S3Operation;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in XML that are broken, or meant to break whoever reads them. */
class XmlAnswersTest {
    private static final String LISTING = "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a";

    private TestBucket bucket;

    @BeforeEach
    void start() throws IOException {
        bucket = TestBucket.start();
    }

    @AfterEach
    void stop() throws IOException {
        bucket.close();
    }

    /** What the server lists. */
    private void lists(String document) {
        bucket.server
                .at(S3Operation.LIST_OBJECTS_V2)
                .suffers((_, _) -> Answer.status(200)
                        .with("Content-Type", "application/xml")
                        .withText(document));
    }

    private Throwable failure() {
        return catchThrowable(() -> bucket.list("", ListOptions.everything()));
    }

    /** Its connection would be lost for good. */
    @ParameterizedTest
    @ValueSource(strings = {"", "<?xml version=\"9.9\"?>"})
    void anAnswerThatIsNoneIsClosed(String body) throws Exception {
        var rule = bucket.server.at(S3Operation.LIST_OBJECTS_V2);
        rule.suffers((_, _) -> Answer.status(200).withText(body));
        assertThat(failure()).isInstanceOf(StoreException.Unavailable.class);
        rule.lift();
        bucket.list("", ListOptions.everything());

        assertThat(bucket.server.exchanges()).extracting(S3Exchange::connection).containsExactly(1, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unknown", "Contents", "Contents><Owner"})
    void elementsWithinElementsAreNotFollowedForEver(String element) {
        lists("<ListBucketResult>" + ("<" + element + ">").repeat(200_000));

        assertThat(failure()).isInstanceOf(StoreException.Unavailable.class);
    }

    /** A page of a thousand keys of a thousand bytes has less than 16 MiB, however they are written. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "<Contents><Key>b</Key></Contents>", " "})
    void anEndlessAnswerIsGivenUp(String repeated) {
        bucket.server
                .at(S3Operation.LIST_OBJECTS_V2)
                .suffers((_, _) -> Answer.status(200)
                        .with("Content-Type", "application/xml")
                        .withBody(endless(repeated)));

        assertThat(failure()).isInstanceOf(StoreException.Rejected.class).hasMessageContaining("16 MiB");
    }

    private static Content endless(String repeated) {
        var begin = repeated.equals("x") ? LISTING : "<ListBucketResult><IsTruncated>false</IsTruncated>";
        return Content.text(begin + repeated.repeat((17 << 20) / repeated.length()));
    }

    /** An ETag goes into a field of the next request, where a line end would be another field. */
    @ParameterizedTest
    @ValueSource(strings = {"e&#13;&#10;X-Evil: 1", "e&#10;X-Evil: 1", "e&#127;"})
    void anEtagThatNoFieldCanCarryIsNone(String etag) throws Exception {
        lists(LISTING + "</Key><ETag>&quot;" + etag + "&quot;</ETag></Contents></ListBucketResult>");

        assertThat(bucket.list("", ListOptions.everything()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.version()).isEmpty());
    }

    /** MinIO writes quotes so: two references for each entry. */
    @Test
    void referencesToCharactersAreNoEntities() throws Exception {
        var entry = "<Contents><Key>a&#38;&amp;%05d</Key><ETag>&#34;e&quot;&#34;</ETag><Size>1</Size></Contents>";
        var all = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
        for (int i = 0; i < 3000; i++) {
            all.append(String.format(entry, i));
        }
        lists(all + "</ListBucketResult>");

        assertThat(bucket.list("", ListOptions.everything()))
                .hasSize(3000)
                .allSatisfy(e -> assertThat(e.location().path()).startsWith("/a&&"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE x [<!ENTITY e \"b\">]>",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>",
                "",
            })
    void aKeyWithAnEntityIsNotReadWithoutIt(String type) {
        lists(type + LISTING + "&e;</Key></Contents></ListBucketResult>");

        assertThat(failure()).isInstanceOf(StoreException.Unavailable.class);
    }
}
