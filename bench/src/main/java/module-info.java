/** Whole-process benchmarks against other tools. */
module io.hawser.bench {
    requires io.hawser;
    requires io.hawser.cli;
    requires io.hawser.http;
}
