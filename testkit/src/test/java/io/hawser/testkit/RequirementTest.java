package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RequirementTest {
    /** Says what becomes of a test that needs what there is not. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            System.out.println(Requirement.tool("sh"));
            try {
                Requirement.tool("no-such-program");
            } catch (Throwable e) {
                System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
    }

    @Test
    void whatIsMissingSkipsATest() throws IOException {
        assertThat(Command.java(Program.class.getName())
                        .with("CI", "")
                        .with("HAWSER_STRICT", "")
                        .run()
                        .outText())
                .contains("/sh\n")
                .contains("TestAbortedException: ")
                .contains("no program named no-such-program");
    }

    @Test
    void whatIsMissingFailsATestWhereNoneMayBeSkipped() throws IOException {
        for (String variable : new String[] {"CI", "HAWSER_STRICT"}) {
            assertThat(Command.java(Program.class.getName())
                            .with(variable, "true")
                            .run()
                            .outText())
                    .contains("AssertionFailedError: ")
                    .contains("no program named no-such-program");
        }
    }
}
