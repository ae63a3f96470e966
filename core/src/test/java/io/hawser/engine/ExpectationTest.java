package io.hawser.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Algorithm;
import io.hawser.Location;
import io.hawser.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {
    private static final String MD5 = "d41d8cd98f00b204e9800998ecf8427e";
    private static final String OTHER = "0cc175b9c0f1b6a831c399e269772661";
    private static final Location FILE = Location.local("/in/data.gz.md5");

    private static String read(String text) throws StoreException {
        return Expectation.fromFile(Algorithm.MD5, text, "data.gz", FILE)
                .digest()
                .hex();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MD5,
                MD5 + "\n",
                MD5 + "  data.gz\n",
                MD5 + " *data.gz\r\n",
                "D41D8CD98F00B204E9800998ECF8427E  data.gz",
                "  " + MD5 + "\t./out/data.gz  ",
                "MD5 (data.gz) = " + MD5,
                "# made by the vendor\n" + OTHER + "  other.gz\n" + MD5 + "  data.gz\n",
                MD5 + "  renamed-since.gz",
            })
    void readsTheFormsThatPeopleWrite(String text) throws StoreException {
        assertThat(read(text)).isEqualTo(MD5);
    }

    @Test
    void aFileWithoutAValueAndOneThatDoesNotNameTheSourceAreDifferentErrors() {
        assertThatThrownBy(() -> read("<html>not found</html>"))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessage("/in/data.gz.md5: holds no md5 value (32 hexadecimal digits expected)");
        assertThatThrownBy(() -> read("")).isInstanceOf(StoreException.Rejected.class);
        assertThatThrownBy(() -> read(MD5.substring(1))).isInstanceOf(StoreException.Rejected.class);
        assertThatThrownBy(() -> read(MD5 + "  a.gz\n" + OTHER + "  b.gz"))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessage("/in/data.gz.md5: holds 2 md5 values and none for data.gz");
    }
}
