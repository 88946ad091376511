package dev.ferry.e2e;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL server with a cluster of its own, run by the user postgres. It listens on TCP only, and writes to its files no sooner
 * than it must: what was changed last is in its shared memory.
 *
 * @param programs where Debian has the programs of this version
 */
record Postgres(Traveller traveller, Path programs, String data) {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final Path POOL = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_overcommit_hugepages");
    private static final String PORT = "5433";

    /** Skips the test if it is not installed. */
    static Path installed() throws IOException {
        Installed.require("psql");
        assumeThat(VERSIONS).isDirectory();
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            Optional<Path> programs = versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .findFirst();
            assumeThat(programs).as("postgresql is installed").isPresent();
            return programs.orElseThrow();
        }
    }

    /** Lets the kernel make huge pages for two servers when they are needed; skips the test where it does not. */
    static void permitHugePages() throws IOException {
        long wanted = 64;
        assumeThat(POOL).isRegularFile().isWritable();
        if (Long.parseLong(Files.readString(POOL).strip()) < wanted) {
            Files.writeString(POOL, Long.toString(wanted));
        }
    }

    /**
     * Makes a cluster in a directory and starts a server of it.
     *
     * @param hugePages {@code on} or {@code off}
     */
    static Postgres start(TestHost host, Path programs, String directory, String hugePages) throws IOException {
        Ferry.shell(host, "chown postgres " + directory);
        String data = directory + "/data";
        host.exec(asPostgres(programs.resolve("initdb"), "-D", data, "-A", "trust", "-N"))
                .outIfOk();
        return startAgain(host, programs, data, hugePages);
    }

    /** Starts a server of a cluster that there is. */
    static Postgres startAgain(TestHost host, Path programs, String data, String hugePages) throws IOException {
        Traveller server = Traveller.start(
                host,
                asPostgres(
                        programs.resolve("postgres"),
                        "-D",
                        data,
                        "--unix_socket_directories=",
                        "--listen_addresses=127.0.0.1",
                        "--port=" + PORT,
                        "--shared_buffers=32MB",
                        "--huge_pages=" + hugePages,
                        "--bgwriter_lru_maxpages=0",
                        "--checkpoint_timeout=1h",
                        "--autovacuum_naptime=1h"));
        server.awaitErr(host, "ready to accept connections");
        return new Postgres(server, programs, data);
    }

    private static String[] asPostgres(Path program, String... arguments) {
        List<String> line = new ArrayList<>(
                List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", program.toString()));
        line.addAll(List.of(arguments));
        return line.toArray(String[]::new);
    }

    /** Makes a table whose last changes are not in its files, and returns the sum of its numbers. */
    long fill(TestHost host) throws IOException {
        sql(
                host,
                "create table t as select n, repeat('x', 100) as filler from generate_series(1, 50000) n",
                "checkpoint");
        sql(
                host,
                "set synchronous_commit = off",
                "update t set n = n + 1000 where n <= 10000",
                "create index on t (n)");
        return 50_000L * 50_001 / 2 + 10_000L * 1000;
    }

    long sum(TestHost host) throws IOException {
        return Long.parseLong(sql(host, "select sum(n) from t where filler <> ''"));
    }

    /** What psql prints there for some statements, in one session. */
    String sql(TestHost host, String... statements) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                "psql",
                "-h",
                "127.0.0.1",
                "-p",
                PORT,
                "-U",
                "postgres",
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1"));
        for (String statement : statements) {
            line.addAll(List.of("-c", statement));
        }
        return host.exec(line.toArray(String[]::new)).outIfOk().strip();
    }

    /** The processes of the server as they title themselves. */
    String processes(TestHost host) throws IOException {
        return Ferry.shell(host, "ps -o cmd= --ppid " + traveller.pid() + " | sort");
    }

    /** Writes everything and ends. */
    void stops(TestHost host) throws IOException {
        host.exec("kill", "-INT", traveller.pid()).outIfOk();
        traveller.isNotOn(host);
        traveller.awaitErr(host, "database system is shut down");
    }
}
