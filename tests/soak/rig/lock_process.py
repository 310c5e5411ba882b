"""A program that holds a database's write lock, as anybody's might: DATABASE. It takes the lock at
one line that it reads and lets go of it at the next, and answers each once it is done."""

import sqlite3
import sys

PATIENCE = 30  # a busy hub lets nobody in for long


def main() -> None:
    database = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=PATIENCE)
    for number, _ in enumerate(sys.stdin):
        database.execute("ROLLBACK" if number % 2 else "BEGIN IMMEDIATE")
        print("done", flush=True)


if __name__ == "__main__":
    main()
