package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers, builds and interpreters with timers, locks, and processes of several users. */
final class EverydayProgramsMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    private static final int SOURCES = 100;

    /** Ticks of timer_create(2) with a signal of its own, counted. */
    private static final String POSIX_TIMER = "$| = 1; my $n = 0; $SIG{USR1} = sub { $n++; print qq($n\\n) };"
            + " my $id = pack('i', 0); my $event = pack('q i i x48', 0, 10, 0); syscall(222, 1, $event, $id) == 0 or die;"
            + " my $time = pack('q4', 0, 10_000_000, 0, 10_000_000);"
            + " syscall(223, unpack('i', $id), 0, $time, 0) == 0 or die; sleep while 1";

    private static final String INTERVAL_TIMER = "use Time::HiRes qw(setitimer ITIMER_REAL); $| = 1; my $n = 0;"
            + " $SIG{ALRM} = sub { $n++; print qq($n\\n) }; setitimer(ITIMER_REAL, 0.01, 0.01); sleep while 1";

    private static final String RUBY =
            "$stdout.sync = true; Thread.new { loop { sleep 0.001 } };" + " n = 0; loop { sleep 0.01; n += 1; puts n }";

    @Test
    void nginxServesWithWorkersOfAnotherUser(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("nginx", "curl");
        Ferry.shell(hostA, "mkdir -p /srv/nginx");
        hostA.write(
                "/srv/nginx/nginx.conf",
                "user www-data; worker_processes 2; pid /srv/nginx/pid; error_log /srv/nginx/error.log;"
                        + " events {} http { access_log off; server { listen 127.0.0.1:8081;"
                        + " location / { return 200 \"served\\n\"; } } }");
        Traveller nginx =
                Traveller.start(hostA, Installed.path("nginx"), "-c", "/srv/nginx/nginx.conf", "-g", "daemon off;");
        await().until(() -> serves(hostA));
        nginx.moves(hostA, hostB);
        assertThat(serves(hostB)).isTrue();
        assertThat(Ferry.shell(hostB, "ps -o user= --ppid " + nginx.pid() + " | sort -u"))
                .isEqualTo("www-data\n");
        Ferry.shell(hostB, "kill -HUP " + nginx.pid());
        await().until(() -> serves(hostB));
        Ferry.shell(hostB, "kill -QUIT " + nginx.pid());
        nginx.isNotOn(hostB);
    }

    private static boolean serves(TestHost host) throws IOException {
        return host.exec("curl", "-s", "http://127.0.0.1:8081/").out().equals("served\n");
    }

    @Test
    void memcachedKeepsWhatItWasGiven(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("memcached");
        Traveller memcached = Traveller.start(
                hostA, Installed.path("memcached"), "-u", "nobody", "-l", "127.0.0.1", "-p", "11222", "-U", "0");
        await().until(() -> memcached(hostA, "set key 0 0 5\\r\\nvalue", 1).equals("STORED\r\n"));
        memcached.moves(hostA, hostB);
        assertThat(memcached(hostB, "get key", 2)).isEqualTo("VALUE key 0 5\r\nvalue\r\n");
        assertThat(memcached(hostB, "set key 0 0 3\\r\\nnew", 1)).isEqualTo("STORED\r\n");
        memcached.ends(hostB);
    }

    private static String memcached(TestHost host, String command, int lines) throws IOException {
        return host.exec(
                        "bash",
                        "-c",
                        "exec 3<>/dev/tcp/127.0.0.1/11222 && printf '" + command + "\\r\\n' >&3 && timeout 5 head -n "
                                + lines + " <&3")
                .out();
    }

    @Test
    void anOpenTransactionIsCommittedThere(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("python3");
        Ferry.shell(hostA, "mkdir -p /srv/sqlite");
        hostA.write("/srv/sqlite/transaction.py", TestResource.text("transaction.py"));
        Traveller python = Traveller.start(hostA, Installed.path("python3"), "/srv/sqlite/transaction.py");
        python.awaitOut(hostA, "READY");
        python.moves(hostA, hostB);
        String other = Installed.path("python3") + " -c \"import sqlite3;"
                + " sqlite3.connect('/srv/sqlite/db', timeout=0).execute('insert into t values (5)')\" 2>&1";
        assertThat(hostB.exec("sh", "-c", other).out()).contains("database is locked");
        assertThat(hostB.exec("flock", "-n", "/srv/sqlite/lock", "true").exit()).isEqualTo(1);
        hostB.exec("kill", "-TERM", python.pid()).outIfOk();
        python.awaitOut(hostB, "COMMITTED 3");
        python.isNotOn(hostB);
    }

    @Test
    void makeFinishesItsBuild(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("make", "gcc");
        writeSources(hostA);
        writeSources(hostB);
        Traveller make = Traveller.start(hostA, "make", "-C", "/srv/make", "-j3", "objects");
        await().until(() -> objects(hostA) > 5);
        make.moves(hostA, hostB);
        int before = objects(hostA);
        await().atMost(Duration.ofMinutes(2)).until(() -> !hostB.alive(Long.parseLong(make.pid())));
        assertThat(before).isLessThan(SOURCES);
        // What had been compiled before stays where it is: nobody had it open.
        String missing = Ferry.shell(
                hostB, "cd /srv/make; for i in $(seq " + SOURCES + "); do [ -e f$i.o ] || echo f$i.o; done");
        for (String object : missing.lines().toList()) {
            assertThat(hostA.exec("test", "-s", "/srv/make/" + object).exit())
                    .as(object)
                    .isZero();
        }
        assertThat(Ferry.shell(hostB, "cd /srv/make && make -s program && ./program"))
                .isEqualTo("5050");
    }

    /**
     * Hundred functions that return their numbers, and a program that adds them up. With -pipe: between two of its steps the compiler
     * has its temporary file closed, and what nobody has open stays behind.
     */
    private static void writeSources(TestHost host) throws IOException {
        Ferry.shell(
                host,
                "mkdir -p /srv/make && cd /srv/make && for i in $(seq " + SOURCES + "); do"
                        + " echo \"#include <stdio.h>\nint f$i(void) { return $i; }\" >f$i.c; done;"
                        + " { echo '#include <stdio.h>'; for i in $(seq " + SOURCES
                        + "); do echo \"int f$i(void);\"; done;"
                        + " echo 'int main(void) { int n = 0;'; for i in $(seq " + SOURCES
                        + "); do echo \"n += f$i();\"; done;"
                        + " echo 'printf(\"%d\", n); return 0; }'; } >main.c;"
                        + " { echo 'OBJECTS = $(patsubst %.c,%.o,$(wildcard f*.c))'; echo 'objects: $(OBJECTS)';"
                        + " printf '%%.o: %%.c\\n\\tsleep 0.2; $(CC) -pipe -c -o $@ $<\\n';"
                        + " echo 'program: $(OBJECTS) main.o'; printf '\\t$(CC) -o $@ $^\\n'; } >Makefile");
    }

    private static int objects(TestHost host) throws IOException {
        return Integer.parseInt(
                Ferry.shell(host, "ls /srv/make | grep -c '^f.*[.]o$' || true").strip());
    }

    @Test
    void perlCountsTheTicksOfItsTimers(TestHost hostA, TestHost hostB) throws IOException {
        for (String program : new String[] {POSIX_TIMER, INTERVAL_TIMER}) {
            Traveller perl = Traveller.start(hostA, "perl", "-e", program);
            perl.countsOn(hostA);
            perl.moves(hostA, hostB);
            perl.countsOn(hostB);
            perl.ends(hostB);
        }
    }

    @Test
    void rubySwitchesItsThreadsByATimer(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("ruby");
        Traveller ruby = Traveller.start(hostA, Installed.path("ruby"), "-e", RUBY);
        ruby.countsOn(hostA);
        ruby.moves(hostA, hostB);
        ruby.countsOn(hostB);
        ruby.ends(hostB);
    }
}
