package dev.ferry.e2e;

import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.time.Duration;

/** What can happen to a migration. */
enum Fault {
    /** The engine that has come to the point dies. */
    KILL("kill"),
    /** The other one dies. */
    KILL_PEER("hold") {
        @Override
        void strike(ChaosSite site, TestHost reached) throws IOException {
            killEngines(site.other(reached));
        }
    },
    KILL_BOTH("hold") {
        @Override
        void strike(ChaosSite site, TestHost reached) throws IOException {
            killEngines(site.other(reached));
            killEngines(reached);
        }
    },
    THROW("throw"),
    /** The link is lost for longer than engines wait for each other. */
    CUT("hold") {
        @Override
        void strike(ChaosSite site, TestHost reached) throws IOException {
            site.destination().cutLink();
        }

        @Override
        Duration lasting() {
            return LONG;
        }

        @Override
        void undo(ChaosSite site) throws IOException {
            site.destination().restoreLink();
        }
    },
    /** The link is lost for a moment. */
    BLINK("hold") {
        @Override
        void strike(ChaosSite site, TestHost reached) throws IOException {
            site.destination().cutLink();
        }

        @Override
        Duration lasting() {
            return Duration.ofSeconds(2);
        }

        @Override
        void undo(ChaosSite site) throws IOException {
            site.destination().restoreLink();
        }
    },
    /** The connection stays, and nothing goes through it. */
    STALL("hold") {
        @Override
        void strike(ChaosSite site, TestHost reached) throws IOException {
            signalSessions(site.destination(), "STOP");
        }

        @Override
        Duration lasting() {
            return LONG;
        }

        @Override
        void undo(ChaosSite site) throws IOException {
            signalSessions(site.destination(), "CONT");
        }
    },
    /** No more room where the files of the program go. */
    DISK_FULL("hold") {
        @Override
        void prepare(ChaosSite site) throws IOException {
            SmallDisk.mount(site.destination(), "/srv");
        }

        @Override
        void strike(ChaosSite site, TestHost reached) throws IOException {
            SmallDisk.fill(site.destination(), "/srv");
        }

        @Override
        void undo(ChaosSite site) throws IOException {
            SmallDisk.empty(site.destination(), "/srv");
        }

        @Override
        void tidy(ChaosSite site) throws IOException {
            SmallDisk.unmount(site.destination(), "/srv");
        }
    },
    /** No more room where the destination writes its journal. */
    JOURNAL_FULL("hold") {
        @Override
        void prepare(ChaosSite site) throws IOException {
            SmallDisk.mount(site.destination(), STATE);
        }

        @Override
        void strike(ChaosSite site, TestHost reached) throws IOException {
            SmallDisk.fill(site.destination(), STATE);
        }

        @Override
        void undo(ChaosSite site) throws IOException {
            SmallDisk.empty(site.destination(), STATE);
        }

        @Override
        void tidy(ChaosSite site) throws IOException {
            SmallDisk.unmount(site.destination(), STATE);
        }
    },
    /** The engine of the destination, and what it makes from now on, gets no more memory: the kernel kills one of them. */
    MEMORY_FULL("hold") {
        @Override
        void prepare(ChaosSite site) throws IOException {
            TightMemory.make(site.destination());
        }

        @Override
        void strike(ChaosSite site, TestHost reached) throws IOException {
            for (long engine : Ferry.engines(site.destination())) TightMemory.seize(site.destination(), engine);
        }

        @Override
        void tidy(ChaosSite site) throws IOException {
            TightMemory.remove(site.destination());
        }
    };

    private static final String STATE = "/var/lib/ferry";
    /** Engines call each other lost after 20 s. */
    private static final Duration LONG = Duration.ofSeconds(25);

    /** What the engine is told to do at the point. */
    final String what;

    Fault(String what) {
        this.what = what;
    }

    boolean isHeld() {
        return what.equals("hold");
    }

    /** Before the migration starts. */
    void prepare(ChaosSite site) throws IOException {}

    /** While the engine holds at the point. */
    void strike(ChaosSite site, TestHost reached) throws IOException {}

    /** How long it lasts if the migration does not end before. */
    Duration lasting() {
        return Duration.ZERO;
    }

    /** After that. */
    void undo(ChaosSite site) throws IOException {}

    /** When the program is gone. */
    void tidy(ChaosSite site) throws IOException {}

    private static void killEngines(TestHost host) throws IOException {
        for (long pid : Ferry.engines(host)) host.exec("kill", "-KILL", Long.toString(pid));
    }

    /** Not the server itself, which the test needs. */
    private static void signalSessions(TestHost host, String signal) throws IOException {
        host.exec("pkill", "-" + signal, "-f", "^sshd: [^/]");
    }
}
