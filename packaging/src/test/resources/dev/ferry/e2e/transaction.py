# A transaction that is open while its program moves: what it wrote is committed on the other host, and nobody got in between.
import fcntl, signal, sqlite3

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
database = sqlite3.connect("/srv/sqlite/db", timeout=0, isolation_level=None)
database.execute("create table if not exists t (n integer)")
database.execute("begin immediate")
database.execute("insert into t values (1)")
journal = open("/srv/sqlite/lock", "w")
fcntl.flock(journal, fcntl.LOCK_EX)
print("READY", flush=True)
signal.sigwait([signal.SIGTERM])
database.execute("insert into t values (2)")
database.execute("commit")
print("COMMITTED", database.execute("select sum(n) from t").fetchone()[0], flush=True)
