package io.hawser.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Fails each test of a class that leaves threads, files or sockets open, and the class if it does so as a whole.
 *
 * <p>What a process has open belongs to no test in particular, so such a class runs alone, one test after the other:
 * that is what makes the check sound where other tests run in parallel.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Isolated("what is open in a process cannot be told apart by tests")
@ExtendWith(LeakCheck.class)
public @interface LeakChecked {}
